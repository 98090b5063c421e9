#include "cli/threads.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace skattekrona {

ParallelFor threads() {
    return [](std::size_t count, const std::function<void(std::size_t)>& body) {
        std::atomic<std::size_t> next = 0;
        std::exception_ptr problem;
        std::mutex guard;
        const auto work = [&] {
            try {
                for (std::size_t i = next++; i < count; i = next++) {
                    body(i);
                }
            } catch (...) {
                const std::lock_guard lock(guard);
                problem = std::current_exception();
                next = count;
            }
        };
        {
            std::vector<std::jthread> others;
            try {
                for (std::size_t i = 1; i < std::min<std::size_t>(std::thread::hardware_concurrency(), count); ++i) {
                    others.emplace_back(work);
                }
            } catch (const std::system_error&) {
                // The computer allows no more of them: those that there are do the work.
            }
            work();
        }
        if (problem) {
            std::rethrow_exception(problem);
        }
    };
}

}  // namespace skattekrona
