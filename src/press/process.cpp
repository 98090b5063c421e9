#include "press/process.hpp"

#include "core/spelling.hpp"
#include "data/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <set>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

// glibc 2.36 forgets to say that these are C functions.
extern "C" {
#include <sys/pidfd.h>
}

namespace skattekrona {

namespace {

/// What a new process's standard input, output and error are; -1: as ours.
using Standard = std::array<int, 3>;

/// The programs that have not been waited for. There to the very end: a thread may still be at it while ours ends.
struct Running {
    /// Taken twice by a thread that finds no memory while it has it.
    std::recursive_mutex mutex;
    std::set<pid_t> processes;
};
Running& running() {
    static auto& all = *new Running;
    return all;
}

/// A program is the first of a group of processes, so that it can be stopped with all it has started.
void stop(pid_t process) { ::kill(-process, SIGKILL); }

/// Whether a program ends when ours is killed. One that is talked with sees the end of its input, and may outlive the
/// thread that started it.
enum class Tied { to_this_thread, by_its_input };

/// What a new process needs from here to the program that it becomes. It does nothing that another thread of ours could
/// hold the lock of.
struct Start {
    char** words;
    char** environment;
    Standard standard;
    Tied tied;
    pid_t starter;
    /// Where it says why there is no such program (an errno); closed where there is.
    int told;

    [[noreturn]] void become() const {
        ::setpgid(0, 0);
        if (tied == Tied::to_this_thread) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != starter) {
                ::_exit(1);
            }
        }
        // What our own threads hold back is nothing to others.
        sigset_t nothing_held_back;
        ::sigemptyset(&nothing_held_back);
        ::sigprocmask(SIG_SETMASK, &nothing_held_back, nullptr);
        for (int i = 0; i < static_cast<int>(standard.size()); ++i) {
            const int descriptor = standard[static_cast<std::size_t>(i)];
            if (descriptor == i) {
                ::fcntl(i, F_SETFD, 0);
            } else if (descriptor >= 0) {
                ::dup2(descriptor, i);
            }
        }
        ::execvpe(*words, words, environment);
        const int problem = errno;
        [[maybe_unused]] const auto said = ::write(told, &problem, sizeof problem);
        ::_exit(1);
    }
};

/// Its process id, or an errno (negative).
pid_t spawn(const Program& program, const Standard& standard, Tied tied) {
    std::vector<char*> words;
    for (const auto& word : program.words) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    std::vector<char*> environment;
    for (const auto& setting : program.environment) {
        environment.push_back(const_cast<char*>(setting.c_str()));
    }
    for (char** setting = ::environ; *setting != nullptr; ++setting) {
        const std::string_view name(*setting, std::string_view(*setting).find('=') + 1);
        if (std::ranges::none_of(program.environment, [&](const auto& own) { return own.starts_with(name); })) {
            environment.push_back(*setting);
        }
    }
    environment.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return -errno;
    }
    const Start start{words.data(), environment.data(), standard, tied, ::getpid(), ends[1]};
    const std::lock_guard lock(running().mutex);
    const pid_t process = ::fork();
    if (process == 0) {
        start.become();
    }
    int problem = process < 0 ? errno : 0;
    ::close(ends[1]);
    while (process > 0 && ::read(ends[0], &problem, sizeof problem) < 0 && errno == EINTR) {
    }
    ::close(ends[0]);
    if (problem != 0) {
        if (process > 0) {
            ::waitpid(process, nullptr, 0);
        }
        return -problem;
    }
    running().processes.insert(process);
    return process;
}

struct Ending {
    /// As waitpid says it: nought is success.
    int status = 0;
    bool in_time = true;
};

/// Stops the program where it has not ended in time.
Ending wait_for(pid_t process, std::chrono::milliseconds limit) {
    Ending ending;
    if (const int descriptor = ::pidfd_open(process, 0); descriptor >= 0) {
        pollfd ended{descriptor, POLLIN, 0};
        ending.in_time = ::poll(&ended, 1, static_cast<int>(limit.count())) != 0;
        ::close(descriptor);
    }
    if (!ending.in_time) {
        stop(process);
    }
    // Its number is somebody else's once it has been waited for: until then it is known as running.
    siginfo_t ended{};
    while (::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    const std::lock_guard lock(running().mutex);
    ::waitpid(process, &ending.status, 0);
    running().processes.erase(process);
    return ending;
}

Diagnostic not_started(const Program& program, const std::string& absent, int problem) {
    const std::string& name = program.words.front();
    return problem == ENOENT
               ? Diagnostic{Failure::source_unavailable, {absent, {{"program", name}}}}
               : Diagnostic{Failure::source_unavailable,
                            {"press.error.program.start", {{"program", name}, {"reason", system_reason(problem)}}}};
}

Diagnostic not_in_time(const Program& program, std::chrono::milliseconds limit) {
    return {Failure::source_unavailable,
            {"press.error.program.slow",
             {{"program", program.words.front()}, {"n", Number{std::chrono::duration<double>(limit).count()}}}}};
}

Message how_it_ended(int status) {
    return WIFSIGNALED(status) ? Message{"press.program.killed", {{"signal", count(WTERMSIG(status))}}}
                               : Message{"press.program.code", {{"code", count(WEXITSTATUS(status))}}};
}

Diagnostic not_done(const Program& program, Message::Argument reason) {
    return {Failure::source_unavailable,
            {"press.error.program.failed", {{"program", program.words.front()}, {"reason", std::move(reason)}}}};
}

}  // namespace

void stop_programs() {
    // Never let go of again.
    running().mutex.lock();
    for (const pid_t process : running().processes) {
        stop(process);
        // What it had begun to write must not come after what is removed now.
        ::waitpid(process, nullptr, 0);
    }
}

Result<void> run_to_end(const Program& program, const std::string& absent, std::chrono::milliseconds limit) {
    const auto folder = TemporaryFolder::make();
    if (!folder) {
        return fail(folder.error());
    }
    const auto messages = folder->path() / "messages";
    const int written = ::open(messages.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    Program within = program;
    // What the program puts on disk for a while goes with the folder, however it ends.
    within.environment.push_back("TMPDIR=" + folder->path().string());
    const pid_t process = spawn(within, {nothing, written, written}, Tied::to_this_thread);
    ::close(written);
    ::close(nothing);
    if (process < 0) {
        return fail(not_started(program, absent, -process));
    }
    const Ending ending = wait_for(process, limit);
    if (!ending.in_time) {
        return fail(not_in_time(program, limit));
    }
    if (ending.status != 0) {
        std::string said = read_file(messages).value_or("");
        said.erase(said.find_last_not_of(" \n") + 1);
        const std::size_t last_line = said.rfind('\n');
        return fail(not_done(
            program, said.empty() ? Message::Argument(std::vector{how_it_ended(ending.status)})
                                  : printable(last_line == std::string::npos ? said : said.substr(last_line + 1))));
    }
    return {};
}

Result<std::string> made_by(const Program& program, const std::string& absent, const std::filesystem::path& file) {
    return run_to_end(program, absent).and_then([&]() -> Result<std::string> {
        auto bytes = read_file(file, FileKind::made);
        return bytes ? bytes : fail(not_done(program, std::vector{Message{"press.program.wrote_nothing", {}}}));
    });
}

Result<Conversation> Conversation::start(const Program& program, const std::string& absent,
                                         std::chrono::milliseconds limit) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return fail(not_started(program, absent, errno));
    }
    const pid_t process = spawn(program, {ends[1], ends[1], -1}, Tied::by_its_input);
    ::close(ends[1]);
    if (process < 0) {
        ::close(ends[0]);
        return fail(not_started(program, absent, -process));
    }
    const timeval longest{limit.count() / 1000, limit.count() % 1000 * 1000};
    ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
    return Conversation(program, limit, process, ends[0]);
}

Conversation::Conversation(Conversation&& other) noexcept
    : program_(std::move(other.program_)),
      limit_(other.limit_),
      process_(other.process_),
      socket_(std::exchange(other.socket_, -1)),
      heard_(std::move(other.heard_)) {}

Conversation::~Conversation() {
    if (socket_ >= 0) {
        ::close(socket_);
        constexpr std::chrono::seconds for_an_end(5);
        wait_for(process_, for_an_end);
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

Result<std::string> Conversation::hear() {
    std::array<char, 65536> buffer{};
    std::size_t end = heard_.find('\n');
    while (end == std::string::npos) {
        const ssize_t more = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (more < 0 && errno == EINTR) {
            continue;
        }
        if (more < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return fail(not_in_time(program_, limit_));
        }
        if (more <= 0) {
            return std::string();
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
