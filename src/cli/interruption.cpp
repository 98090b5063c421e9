#include "cli/interruption.hpp"

#include "data/file.hpp"
#include "press/process.hpp"

#include <atomic>
#include <csignal>
#include <memory>
#include <new>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace skattekrona {

void end_tidily_when_told() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction told {};
        if (::sigaction(signal, nullptr, &told) == 0 && told.sa_handler != SIG_IGN) {
            sigaddset(&ending, signal);
        }
    }
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    // A handler may do next to nothing; a thread that waits for the signal may do all that it must.
    try {
        std::thread([ending] {
            int signal = 0;
            ::sigwait(&ending, &signal);
            stop_programs();
            remove_unfinished();
            ::_exit(128 + signal);
        }).detach();
    } catch (const std::system_error&) {
        // No thread can be had: the program ends when told all the same, if less tidily.
        pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
    }
}

namespace {

struct LastWords {
    std::string words;
    int code = 0;
    /// Given back at the end, so that there is room to tidy up.
    std::unique_ptr<char[]> room;
};
LastWords& last_words() {
    static auto& own = *new LastWords;
    return own;
}

void end_without_memory() {
    static std::atomic<bool> ending = false;
    thread_local bool at_it = false;
    if (at_it) {
        ::_exit(last_words().code);
    }
    at_it = true;
    while (ending.exchange(true)) {
        ::pause();
    }
    last_words().room.reset();
    const std::string& words = last_words().words;
    [[maybe_unused]] const auto said = ::write(STDERR_FILENO, words.data(), words.size());
    stop_programs();
    remove_unfinished();
    ::_exit(last_words().code);
}

}  // namespace

void end_tidily_without_memory(std::string words, int code) {
    constexpr std::size_t room = 65536;
    last_words() = {std::move(words), code, std::make_unique<char[]>(room)};
    std::set_new_handler(end_without_memory);
}

}  // namespace skattekrona
