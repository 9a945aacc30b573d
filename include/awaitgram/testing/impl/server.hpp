// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/clock/participant.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/crypto/server_key.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/server.hpp>
#include <awaitgram/testing/server/tcp_driver.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/post.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
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
          driver(io, machine, crypto::system_random()) {}
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

    /// Runs `work` on the thread and rethrows its exception here.
    void run(std::function<void()> work) {
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
    /// The last message that an account has read of another.
    std::map<std::pair<std::int64_t, std::int64_t>, std::int32_t> read{};
    std::thread thread{};
    /// How many handlers have run beside those of `run`, and how many of them before the last `settle`.
    std::atomic<std::size_t> handled{0};
    std::size_t settled = 0;
    bool asked = false; // the handler that runs comes from `run`; of the thread alone
};

AWAITGRAM_DECL server::server(server_options options)
    : options_(std::move(options)), parts_(std::make_unique<parts>(options_)) {
    port_ = parts_->driver.listen(options_.address, options_.port);
    parts_->start();
}

AWAITGRAM_DECL server::~server() = default;

AWAITGRAM_DECL const crypto::rsa_public_key& server::public_key() const noexcept {
    return parts_->key.public_key();
}

AWAITGRAM_DECL awaitgram::client_config server::app() const {
    awaitgram::client_config configuration;
    configuration.api_id = 1;
    configuration.api_hash = "0123456789abcdef0123456789abcdef";
    configuration.server = server_address{options_.address, port_};
    configuration.server_keys = {public_key()};
    configuration.dc = options_.dc.value_or(default_dc);
    return configuration;
}

AWAITGRAM_DECL test_user server::user(const std::string& name) {
    return on_server([&] {
        const auto& user = parts_->machine.add_user(name);
        return test_user{*this, user.id, name, user.phone};
    });
}

namespace detail {

[[nodiscard]] inline awaitable<std::string> prompted(std::string text) {
    co_return text;
}

} // namespace detail

AWAITGRAM_DECL sign_in_prompts test_user::prompts() const {
    sign_in_prompts answers;
    answers.phone = [phone = phone_] { return detail::prompted(phone); };
    answers.code = [code = home_->code()](const std::string&) { return detail::prompted(code); };
    answers.password = [password = home_->options_.password](const std::string&) {
        return detail::prompted(password);
    };
    return answers;
}

AWAITGRAM_DECL testing::clock& server::clock() {
    if (!clock_)
        clock_ = std::make_unique<testing::clock>();
    return *clock_;
}

AWAITGRAM_DECL telegram& server::data_centre() noexcept {
    return parts_->machine;
}

AWAITGRAM_DECL void server::pump() {
    parts_->driver.pump();
}

AWAITGRAM_DECL void server::run(std::function<void()> work) {
    parts_->run(std::move(work));
}

AWAITGRAM_DECL std::int64_t server::bot_account(const void* bot, std::string& token) {
    return on_server([&] {
        auto& id = parts_->bots[bot];
        if (id == 0)
            id = 7'000'000'000 + static_cast<std::int64_t>(parts_->bots.size());
        token = std::to_string(id) + ":token";
        return id;
    });
}

AWAITGRAM_DECL void server::write(std::int64_t from, std::int64_t to, std::string_view text) {
    on_server([&] {
        if (const auto sent = player{parts_->machine, steady_now()}.write(from, to, text); !sent)
            throw std::logic_error(sent.error());
        pump();
    });
}

AWAITGRAM_DECL std::optional<std::string>
server::read(std::int64_t reader, std::int64_t writer, std::int64_t chat) {
    return on_server([&]() -> std::optional<std::string> {
        auto& accounts = parts_->machine.accounts();
        auto& last = parts_->read[{reader, chat}];
        const auto& messages = box_of(accounts, *accounts.find(reader), chat).messages();
        for (auto at = messages.upper_bound(last); at != messages.end(); ++at) {
            last = at->first;
            const auto& message = at->second;
            if (message.peer != chat || message.from != writer || message.is_service())
                continue;
            auto text = message.text;
            player{parts_->machine, steady_now()}.read(reader, chat, last);
            pump();
            return text;
        }
        return std::nullopt;
    });
}

AWAITGRAM_DECL void test_user::writes(test_chat chat, std::string_view text) {
    home_->on_server([&] {
        player acting{home_->data_centre(), steady_now()};
        if (const auto sent = acting.post(id_, chat.id(), text); !sent)
            throw std::runtime_error(sent.error());
        home_->pump();
    });
}

AWAITGRAM_DECL test_chat server::add_chat(
    room_kind kind,
    std::string_view title,
    const test_user& creator,
    const std::vector<std::int64_t>& members
) {
    return on_server([&] {
        const auto as = kind == room_kind::group        ? chat_kind::group
                        : kind == room_kind::supergroup ? chat_kind::supergroup
                                                        : chat_kind::channel;
        player acting{parts_->machine, steady_now()};
        const auto created = acting.create_chat(as, creator.id(), title, members);
        if (!created)
            throw std::runtime_error(created.error());
        pump();
        return test_chat{*created, std::string{title}};
    });
}

AWAITGRAM_DECL void server::promote(std::int64_t chat, std::int64_t member) {
    on_server([&] {
        player{parts_->machine, steady_now()}.promote(chat, member);
        pump();
    });
}

AWAITGRAM_DECL void server::cut(std::int64_t account) {
    on_server([&] {
        parts_->machine.cut(account);
        pump();
    });
}

AWAITGRAM_DECL void server::refuse(
    std::uint32_t method, std::int32_t code, const std::string& name, std::int32_t times
) {
    on_server([&] { parts_->machine.refusals().add(method, {code, name, ""}, times); });
}

AWAITGRAM_DECL void server::set_faults(const fault_rates& rates) {
    on_server([&] { parts_->machine.set_faults(rates); });
}

AWAITGRAM_DECL void server::set_limits(const update_limits& limits) {
    on_server([&] { parts_->machine.limits() = limits; });
}

AWAITGRAM_DECL tl::frame server::call_as(std::int64_t account, const tl::frame& query) {
    return on_server([&] {
        auto reply = parts_->machine.call_as(account, query, steady_now());
        pump();
        if (!reply)
            throw std::runtime_error(std::to_string(reply.error().code) + ' ' + reply.error().name);
        return tl::frame{std::move(*reply)};
    });
}

} // namespace awaitgram::testing
