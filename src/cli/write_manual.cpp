// Writes the manual page and the completion into a folder; runs once, when the program is built.
#include "cli/commands/commands.hpp"
#include "cli/manual.hpp"
#include "data/file.hpp"

int main(int argc, char** argv) {
    using namespace skattekrona;
    if (argc != 2) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    const Wording words(Catalogue::built_in(), Language::swedish);
    Session session(words);
    CommandLine line;
    add_commands(line, session);
    const bool written = write_file(folder / "skattekrona.1", manual_page(line, words)).has_value() &&
                         write_file(folder / "skattekrona.bash", bash_completion(line)).has_value();
    return written ? 0 : 1;
}
