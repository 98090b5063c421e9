#include "cli/interruption.hpp"
#include "cli/program.hpp"

int main(int argc, char** argv) {
    skattekrona::end_tidily_when_told();
    return skattekrona::run_program({argv + 1, argv + argc});
}
