#pragma once

#include "core/diagnostic.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace skattekrona {

/// Another program: its name, looked up in PATH, and its arguments; and what its environment holds beside ours.
struct Program {
    std::vector<std::string> words;
    std::vector<std::string> environment = {};
};

/// No program that is asked for a page or a picture needs as long as this.
inline constexpr std::chrono::milliseconds patience = std::chrono::minutes(3);

/// Runs the program to its end. Failure::source_unavailable where there is no such program (the key `absent`, with
/// its name), where it does not succeed, with what it said last, or where it has not ended in time: then it is stopped.
Result<void> run_to_end(const Program& program, const std::string& absent, std::chrono::milliseconds limit = patience);

/// Runs a program that makes a file of its own, and gives the file's bytes. Failures as in run_to_end.
Result<std::string> made_by(const Program& program, const std::string& absent, const std::filesystem::path& file);

/// Stops every program that is running, with those that it has started, for a program that is about to end before its
/// work has: whoever would start one after this waits for that end.
void stop_programs();

/// A program that is asked one line at a time and answers each with a line.
class Conversation {
public:
    /// Failure::source_unavailable as in run_to_end. `limit`: how long an answer may take.
    static Result<Conversation> start(const Program& program, const std::string& absent,
                                      std::chrono::milliseconds limit = patience);
    Conversation(Conversation&& other) noexcept;
    Conversation& operator=(Conversation&&) = delete;
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    /// The program sees the end of its input, and is waited for; one that does not end is stopped.
    ~Conversation();

    /// False where it has ended.
    bool say(std::string line);
    /// The next line; empty where it has ended. Failure::source_unavailable where it says nothing in time.
    Result<std::string> hear();

private:
    Conversation(Program program, std::chrono::milliseconds limit, pid_t process, int socket)
        : program_(std::move(program)), limit_(limit), process_(process), socket_(socket) {}

    Program program_;
    std::chrono::milliseconds limit_;
    pid_t process_;
    int socket_;
    std::string heard_;
};

}  // namespace skattekrona
