// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/clock/participant.hpp>
#include <awaitgram/testing/impl/tested_programs.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/crypto/server_key.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/server.hpp>
#include <awaitgram/testing/server/sights.hpp>
#include <awaitgram/testing/server/tcp_driver.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace awaitgram::testing {

namespace detail {

/// The key in the options; the key of all other servers of this process when there is none.
[[nodiscard]] inline crypto::rsa_private_key server_key(const server_options& options) {
    static const auto shared = make_server_key();
    if (options.key_pem.empty())
        return shared;
    auto key = crypto::rsa_private_key::from_pem(options.key_pem);
    if (!key)
        throw std::system_error(key.error(), "the private key of the test server");
    return *std::move(key);
}

} // namespace detail

struct server::parts final : clock_participant {
    explicit parts(const server_options& options)
        : key(detail::server_key(options)), machine(options, key, crypto::system_random()),
          driver(io, machine, crypto::system_random()) {
        machine.hook_failed = [this](const std::exception_ptr& error) {
            programs.failures().add(error);
        };
    }
    ~parts() { stop(); }

    void start() {
        thread = std::thread{[this] {
            while (io.run_one() != 0)
                if (!std::exchange(asked, false))
                    handled.fetch_add(1, std::memory_order_relaxed);
        }};
        join();
    }

    void stop() {
        if (!thread.joinable())
            return;
        leave();
        asio::post(io, [this] {
            driver.stop();
            io.stop();
        });
        thread.join();
    }

    /// Runs `work` on the thread, which may be this one, and rethrows its exception here.
    void run(std::function<void()> work) {
        if (std::this_thread::get_id() == thread.get_id())
            return work();
        // Shared: the thread may still be leaving the task when its result is there.
        const auto task = std::make_shared<std::packaged_task<void()>>(std::move(work));
        auto done = task->get_future();
        asio::post(io, [this, task] {
            asked = true;
            (*task)();
        });
        done.get();
    }

    std::size_t settle() override {
        // Each turn of the context asks the sockets once: everything that is ready at the first is handled by the last.
        constexpr auto turns = 3;
        for (auto turn = 0; turn < turns; ++turn)
            run([] {});
        const auto before = std::exchange(settled, handled.load(std::memory_order_relaxed));
        return settled - before;
    }

    asio::io_context io{1};
    crypto::rsa_private_key key;
    telegram machine;
    tcp_driver driver;
    std::map<const void*, std::int64_t> bots{};
    sights seen{};                      // of the thread
    detail::tested_programs programs{}; // of the test's thread
    std::thread thread{};
    /// How many handlers have run beside those of `run`, and how many of them before the last `settle`.
    std::atomic<std::size_t> handled{0};
    std::size_t settled = 0;
    bool asked = false; // the handler that runs comes from `run`; of the thread alone
};

template <class Act>
auto server::play(Act act) {
    return on_server([&] {
        player by{parts_->machine, steady_now()};
        if constexpr (std::is_void_v<decltype(act(by))>) {
            act(by);
            pump();
        } else {
            auto result = act(by);
            pump();
            return result;
        }
    });
}

} // namespace awaitgram::testing
