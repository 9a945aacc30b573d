// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::tests {

/// An update on its own.
inline updates::ordered_update
holding(api::Update update, rpc::update_origin origin = rpc::update_origin::pushed) {
    const auto holder = std::make_shared<peer_map_of<api::Update>>(std::move(update));
    updates::ordered_update next;
    next.update = &holder->kept;
    next.peers = holder;
    next.origin = origin;
    return next;
}

enum class direction { in, out };

inline api::Update
message_update(std::string text, direction way = direction::in, std::int64_t chat = 5) {
    api::message message{};
    message.id = 7;
    message.peer_id = peer_of(chat);
    message.message = text;
    message.out = way == direction::out;
    api::updateNewMessage update{};
    update.message = std::move(message);
    return update;
}

inline updates::ordered_update saying(std::string text, direction way = direction::in) {
    return holding(message_update(std::move(text), way));
}

/// A message in a chat, in the numbering of the Bot API.
inline updates::ordered_update saying_in(std::int64_t chat, std::string text) {
    return holding(message_update(std::move(text), direction::in, chat));
}

inline updates::ordered_update typing_of(std::int64_t user) {
    api::updateUserTyping update{};
    update.user_id = user;
    return holding(std::move(update));
}

/// Delivers updates and runs their handlers to the end, in controlled time.
struct bench {
    explicit bench(testing::clock& controlled) : time(controlled) {}

    testing::clock& time;
    asio::io_context io;
    std::vector<std::string> log;
    dispatcher handlers{[this](log_level, std::string_view line) { log.emplace_back(line); }};
    std::vector<std::string> heard;

    awaitable<void> deliver(task_group& group, std::vector<updates::ordered_update> all) {
        // No handler here uses the client.
        auto* const unused = reinterpret_cast<client*>(&io);
        for (const auto& each : all) {
            if (!handlers.has_room())
                co_await handlers.wait_for_room();
            handlers.deliver(each, {group, *unused});
        }
        co_await handlers.wait_until_idle(event::clock::time_point::max());
    }

    void run(std::vector<updates::ordered_update> all) {
        std::exception_ptr failed;
        const std::function<awaitable<void>(task_group&)> body = [&](task_group& group) {
            return deliver(group, all);
        };
        asio::co_spawn(io, with_tasks(body), [&failed](std::exception_ptr error) {
            failed = error;
        });
        time.run_to_end(io);
        if (failed)
            std::rethrow_exception(failed);
    }

    auto note(std::string as) {
        return [this, as](message m) -> awaitable<void> {
            heard.push_back(as + ":" + std::string{m.text()});
            co_return;
        };
    }
    template <class T>
    auto note_raw(std::string as) {
        return [this, as](raw_update<T>) -> awaitable<void> {
            heard.push_back(as);
            co_return;
        };
    }
};

} // namespace awaitgram::tests
