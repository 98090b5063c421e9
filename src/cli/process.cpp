#include "cli/process.hpp"

#include "core/spelling.hpp"
#include "data/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace skattekrona {

namespace {

/// What a new process's standard input, output and error are; -1: as ours.
using Standard = std::array<int, 3>;

/// Its process id, or an errno (negative).
pid_t spawn(const Command& command, const Standard& standard) {
    std::vector<char*> words;
    for (const auto& word : command.words) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    std::vector<char*> environment;
    for (const auto& setting : command.environment) {
        environment.push_back(const_cast<char*>(setting.c_str()));
    }
    for (char** setting = ::environ; *setting != nullptr; ++setting) {
        environment.push_back(*setting);
    }
    environment.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < static_cast<int>(standard.size()); ++i) {
        if (const int descriptor = standard[static_cast<std::size_t>(i)]; descriptor >= 0) {
            ::posix_spawn_file_actions_adddup2(&actions, descriptor, i);
        }
    }
    pid_t process = 0;
    const int problem = ::posix_spawnp(&process, words.front(), &actions, nullptr, words.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    return problem == 0 ? process : -problem;
}

/// How it ended: nought is success.
int wait_for(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

Diagnostic not_started(const Command& command, const std::string& absent, int problem) {
    const std::string& name = command.words.front();
    return problem == ENOENT
               ? Diagnostic{Failure::source_unavailable, {absent, {{"program", name}}}}
               : Diagnostic{Failure::source_unavailable,
                            {"error.program.start", {{"program", name}, {"reason", system_reason(problem)}}}};
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make() {
    std::error_code problem;
    std::string path = (std::filesystem::temp_directory_path(problem) / "skattekrona-XXXXXX").string();
    if (problem || ::mkdtemp(path.data()) == nullptr) {
        return fail(
            Diagnostic{Failure::source_unavailable,
                       {"error.file.not_writable", {{"reason", system_reason(problem ? problem.value() : errno)}}},
                       {path}});
    }
    return TemporaryFolder(path);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    if (!path_.empty()) {
        std::error_code nobody_to_tell;
        std::filesystem::remove_all(path_, nobody_to_tell);
    }
}

Result<void> run_to_end(const Command& command, const std::string& absent) {
    const auto folder = TemporaryFolder::make();
    if (!folder) {
        return fail(folder.error());
    }
    const auto messages = folder->path() / "messages";
    const int written = ::open(messages.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const pid_t process = spawn(command, {nothing, written, written});
    ::close(written);
    ::close(nothing);
    if (process < 0) {
        return fail(not_started(command, absent, -process));
    }
    if (wait_for(process) != 0) {
        std::string said = read_file(messages).value_or("");
        said.erase(said.find_last_not_of(" \n") + 1);
        const std::size_t last_line = said.rfind('\n');
        return fail(
            Diagnostic{Failure::source_unavailable,
                       {"error.program.failed",
                        {{"program", command.words.front()},
                         {"reason", printable(last_line == std::string::npos ? said : said.substr(last_line + 1))}}}});
    }
    return {};
}

Result<Conversation> Conversation::start(const Command& command, const std::string& absent) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return fail(not_started(command, absent, errno));
    }
    const pid_t process = spawn(command, {ends[1], ends[1], -1});
    ::close(ends[1]);
    if (process < 0) {
        ::close(ends[0]);
        return fail(not_started(command, absent, -process));
    }
    return Conversation(process, ends[0]);
}

Conversation::Conversation(Conversation&& other) noexcept
    : process_(other.process_), socket_(std::exchange(other.socket_, -1)), heard_(std::move(other.heard_)) {}

Conversation::~Conversation() {
    if (socket_ >= 0) {
        ::close(socket_);
        wait_for(process_);
    }
}

bool Conversation::say(std::string line) {
    line += '\n';
    for (std::size_t said = 0; said < line.size();) {
        const ssize_t more = ::send(socket_, line.data() + said, line.size() - said, MSG_NOSIGNAL);
        if (more < 0 && errno != EINTR) {
            return false;
        }
        said += static_cast<std::size_t>(std::max<ssize_t>(more, 0));
    }
    return true;
}

std::string Conversation::hear() {
    std::array<char, 65536> buffer{};
    std::size_t end = heard_.find('\n');
    while (end == std::string::npos) {
        const ssize_t more = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (more < 0 && errno == EINTR) {
            continue;
        }
        if (more <= 0) {
            return {};
        }
        const std::size_t before = heard_.size();
        heard_.append(buffer.data(), static_cast<std::size_t>(more));
        end = heard_.find('\n', before);
    }
    std::string line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    return line;
}

}  // namespace skattekrona
