#pragma once

#include "core/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace skattekrona {

/// A folder of its own under the system's temporary folder, gone with its last line of code.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> make();
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

/// Another program: its name, looked up in PATH, and its arguments; and what its environment holds beside ours.
struct Command {
    std::vector<std::string> words;
    std::vector<std::string> environment = {};
};

/// Runs the program to its end. Failure::source_unavailable where there is no such program (the key `absent`, with
/// its name) or where it does not succeed, with what it said last.
Result<void> run_to_end(const Command& command, const std::string& absent);

/// A program that is asked one line at a time and answers each with a line.
class Conversation {
public:
    /// Failure::source_unavailable as in run_to_end.
    static Result<Conversation> start(const Command& command, const std::string& absent);
    Conversation(Conversation&& other) noexcept;
    Conversation& operator=(Conversation&&) = delete;
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    /// The program sees the end of its input, and is waited for.
    ~Conversation();

    /// False where it has ended.
    bool say(std::string line);
    /// The next line; empty where it has ended.
    std::string hear();

private:
    Conversation(pid_t process, int socket) : process_(process), socket_(socket) {}

    pid_t process_;
    int socket_;
    std::string heard_;
};

}  // namespace skattekrona
