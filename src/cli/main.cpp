#include "cli/program.hpp"

#include <csignal>
#include <unistd.h>

int main(int argc, char** argv) {
    // Ctrl-C ends the program with the shells' own code, unless whoever started it wants it to go on.
    if (std::signal(SIGINT, SIG_IGN) != SIG_IGN) {
        std::signal(SIGINT, [](int) { ::_exit(128 + SIGINT); });
    }
    return skattekrona::run_program({argv + 1, argv + argc});
}
