// Writes the manual page and the completion into a folder; runs once, when the program is built.
#include "cli/manual.hpp"
#include "cli/program.hpp"
#include "data/file.hpp"

int main(int argc, char** argv) {
    using namespace skattekrona;
    if (argc != 2) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    const Wording words(Catalogue::built_in(), Language::swedish);
    CLI::App app;
    Session session(words);
    add_commands(app, session);
    const bool written = write_file(folder / "skattekrona.1", manual_page(app, words)).has_value() &&
                         write_file(folder / "skattekrona.bash", bash_completion(app)).has_value();
    return written ? 0 : 1;
}
