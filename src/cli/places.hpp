#pragma once

#include "ask/basis.hpp"

#include <filesystem>
#include <string>

namespace skattekrona {

/// The folder with models/, data/, plots/ and scenarios/ that comes with the program: ../share/skattekrona beside bin/.
std::filesystem::path share_folder();
/// The user's own data folder (the XDG base directory specification).
std::filesystem::path user_data_folder();

/// A file with its hash; those that come with the program are shown as they stand there, wherever it is installed.
Result<SourceText> read_source(const std::filesystem::path& path);
/// Claims or scenarios: those that come with the program, by name, and any file or folder, by its path.
Shelf shelf_of(const std::string& file_name);

}  // namespace skattekrona
