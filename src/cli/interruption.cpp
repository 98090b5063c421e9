#include "cli/interruption.hpp"

#include "data/file.hpp"
#include "press/process.hpp"

#include <csignal>
#include <thread>
#include <unistd.h>

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
    std::thread([ending] {
        int signal = 0;
        ::sigwait(&ending, &signal);
        stop_programs();
        remove_unfinished();
        ::_exit(128 + signal);
    }).detach();
}

}  // namespace skattekrona
