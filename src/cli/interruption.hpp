#pragma once

#include <string>

namespace skattekrona {

/// From here on Ctrl-C, a closed terminal and kill end the program with the shells' own code (128 and the signal), once
/// the programs that it runs are stopped and nothing half-written is left on disk. Before the first thread: later ones
/// hold back the same signals. Whoever started the program may want it to go on (nohup); then it does.
/// Where the computer allows no more threads the program just ends.
void end_tidily_when_told();

/// From here on the program ends with those words on standard error and that code where there is no more memory: at
/// once and as tidily, since libraries and compilers are not to be trusted to let an exception through.
void end_tidily_without_memory(std::string words, int code);

}  // namespace skattekrona
