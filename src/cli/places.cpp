#include "cli/places.hpp"

#include "data/file.hpp"

#include <algorithm>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace skattekrona {

namespace {

namespace fs = std::filesystem;

fs::path scenario_folder() { return share_folder() / "scenarios"; }

std::vector<std::string> names_with(const std::string& file_name) {
    std::vector<std::string> names;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(scenario_folder(), unreadable)) {
        if (fs::exists(entry.path() / file_name, unreadable)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

/// A file that has been found, and what it is called.
struct Place {
    fs::path path;
    std::string id;
};

/// By its name among those that come with the program, by its folder, or by its path.
std::optional<Place> find(const std::string& file_name, const std::string& name) {
    std::error_code unreadable;
    const bool plain = !name.empty() && fs::path(name).filename() == name && name.front() != '.';
    if (const auto known = scenario_folder() / name / file_name;
        plain && !fs::exists(name, unreadable) && fs::exists(known, unreadable)) {
        return Place{known, name};
    }
    const fs::path path = fs::is_directory(name, unreadable) ? fs::path(name) / file_name : fs::path(name);
    if (!fs::exists(path, unreadable)) {
        return std::nullopt;
    }
    const fs::path folder = fs::absolute(path, unreadable).parent_path();
    return Place{path, path.filename() == file_name ? folder.filename().string() : path.stem().string()};
}

/// Beside the file that names it, or as above.
std::optional<Place> beside(const std::string& file_name, const std::string& name, const std::string& from) {
    const fs::path given = fs::path(from).parent_path() / name;
    const fs::path neighbour = fs::path(from).parent_path().parent_path() / name / file_name;
    std::error_code unreadable;
    auto place = fs::is_regular_file(given, unreadable) ? std::optional(Place{given, name})
                 : fs::exists(neighbour, unreadable)    ? Place{neighbour, name}
                                                        : find(file_name, name);
    if (place) {
        place->path = place->path.lexically_normal();
    }
    return place;
}

Result<std::optional<SourceText>> read(const std::optional<Place>& place) {
    if (!place) {
        return std::nullopt;
    }
    return read_source(place->path).map([&](SourceText source) {
        source.id = place->id;
        return std::optional(std::move(source));
    });
}

}  // namespace

fs::path share_folder() {
    std::error_code unreadable;
    const auto program = fs::read_symlink("/proc/self/exe", unreadable);
    return program.parent_path().parent_path() / "share" / "skattekrona";
}

fs::path user_data_folder() {
    // A relative path is not valid there.
    const auto folder = [](const char* variable) {
        const char* const value = std::getenv(variable);
        return fs::path(value == nullptr ? "" : value);
    };
    if (const auto data = folder("XDG_DATA_HOME"); data.is_absolute()) {
        return data;
    }
    auto home = folder("HOME");
    if (const passwd* const user = ::getpwuid(::getuid()); home.empty() && user != nullptr) {
        home = user->pw_dir;
    }
    return home / ".local" / "share";
}

Result<SourceText> read_source(const fs::path& path) {
    auto text = read_file(path);
    if (!text) {
        return fail(text.error());
    }
    const auto inside = path.lexically_relative(share_folder());
    const bool own = inside.empty() || *inside.begin() == "..";
    std::string hash = sha256(*text);
    return SourceText{path.string(), own ? path.string() : inside.string(), std::move(hash), *std::move(text)};
}

Shelf shelf_of(const std::string& file_name) {
    return {
        [file_name] { return names_with(file_name); },
        [file_name](const std::string& name) { return read(find(file_name, name)); },
        [file_name](const std::string& name, const std::string& from) { return read(beside(file_name, name, from)); }};
}

}  // namespace skattekrona
