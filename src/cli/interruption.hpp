#pragma once

namespace skattekrona {

/// From here on Ctrl-C, a closed terminal and kill end the program with the shells' own code (128 and the signal), once
/// the programs that it runs are stopped and nothing half-written is left on disk. Before the first thread: later ones
/// hold back the same signals. Whoever started the program may want it to go on (nohup); then it does.
void end_tidily_when_told();

}  // namespace skattekrona
