// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/server_probe.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/rpc/connection_race.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/transport/packet.hpp>
#include <awaitgram/transport/receive_buffer.hpp>

#include <asio/error.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// The first step of a link: a connection to one of several addresses.

namespace awaitgram::rpc {

/// What the attempts to connect to several addresses share.
struct sender::link_race {
    link_race(std::vector<route> to, asio::any_io_executor executor)
        : routes(std::move(to)), machine(routes.size()), changed(std::move(executor)) {}

    std::vector<route> routes;
    connection_race machine;
    event changed;
    std::exception_ptr first_problem{};
};

namespace detail {

/// Waits until a server of the protocol has answered. A port that accepts connections and says nothing keeps this for ever.
inline awaitable<void> probe(
    net::any_stream& stream, transport::client_transport& codec, byte_buffer& out, std::string where
) {
    const auto check = [&where](std::error_code error) {
        if (error == transport::errc::auth_key_not_found)
            error = mtproto::errc::unexpected_message; // nothing was asked about a key
        if (error)
            throw std::system_error(error, "no server of Telegram answers at " + where);
    };
    mtproto::server_probe question;
    byte_buffer packet;
    check(question.start(steady_now(), crypto::system_random(), packet));
    check(codec.frame(packet, out));
    co_await stream.write(out);
    out.clear();
    transport::receive_buffer in;
    for (;;) {
        const auto count = co_await stream.read_some(in.room());
        codec.received(in.arrived(count));
        for (;;) {
            const auto parsed = codec.parse(in.unread());
            check(parsed.error);
            const auto answer = in.take(parsed);
            if (parsed.has_packet()) {
                check(question.check(answer.bytes()));
                // Nothing else was asked for.
                check(in.unread().empty() ? std::error_code{} : mtproto::errc::unexpected_message);
                co_return;
            }
            if (parsed.consumed == 0)
                break;
        }
    }
}

} // namespace detail

/// The present addresses in the order in which they are tried.
AWAITGRAM_DECL std::vector<route> sender::present_routes() const {
    std::vector<route> routes;
    if (options_.routes)
        routes = options_.routes();
    else
        for (const auto& each : options_.addresses)
            routes.push_back(route{each});
    options_.history->arrange(routes, event::clock::now());
    return routes;
}

/// Connects to the first address at which a server answers.
AWAITGRAM_DECL awaitable<void> sender::connect_to_one(std::vector<route> routes) {
    stream_.reset();
    transport_.reset();
    link_race race{std::move(routes), executor_};
    unique_function<awaitable<void>(task_group&)> attempts = [this, &race](task_group& group) {
        return start_attempts(race, group);
    };
    co_await with_tasks(std::move(attempts));
    const auto winner = race.machine.winner();
    if (!winner)
        std::rethrow_exception(race.first_problem);
    for (std::size_t i = 0; i < race.routes.size(); ++i)
        if (race.machine.lost(i))
            options_.history->failed(race.routes[i].to, event::clock::now());
    route_ = race.routes[*winner];
    where_ = to_string(route_->to);
}

/// Begins the attempts in time, until one has succeeded or all have failed.
AWAITGRAM_DECL awaitable<void> sender::start_attempts(link_race& race, task_group& group) {
    const auto self = shared_from_this();
    while (!race.machine.over()) {
        while (const auto next = race.machine.start(event::clock::now()))
            group.spawn(attempt(race, *next));
        if (!race.machine.over())
            co_await race.changed.wait_until(race.machine.next_start());
    }
}

AWAITGRAM_DECL awaitable<void> sender::attempt(link_race& race, std::size_t which) {
    const auto& chosen = race.routes[which];
    try {
        net::any_stream stream{options_.dial(executor_)};
        co_await stream.connect(chosen.to);
        transport::client_transport codec{
            options_.kind, options_.obfuscation, crypto::system_random(), dc_on_wire(chosen)};
        byte_buffer out;
        check(codec.start(out));
        // An answer costs the time of a way to the server and back, so an address that works is believed.
        if (race.routes.size() > 1 && !chosen.proven)
            co_await detail::probe(stream, codec, out, to_string(chosen.to));
        if (race.machine.succeeded(which)) {
            stream_.emplace(std::move(stream));
            transport_.emplace(std::move(codec));
            out_ = std::move(out);
        }
    } catch (const std::system_error& problem) {
        if (problem.code() == asio::error::operation_aborted)
            throw;
        race.machine.failed(which);
        if (!race.first_problem)
            race.first_problem = std::current_exception();
    }
    race.changed.set();
}

} // namespace awaitgram::rpc
