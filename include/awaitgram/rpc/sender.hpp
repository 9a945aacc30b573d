// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/wait_list.hpp>
#include <awaitgram/core/intrusive_list.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/mtproto/server_salt.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/net/stream.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/rpc/answer.hpp>
#include <awaitgram/rpc/connection_state.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/reconnect_policy.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/transport/packet.hpp>
#include <awaitgram/transport/receive_buffer.hpp>
#include <awaitgram/transport/transport.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace awaitgram::rpc {

/// The addresses, key and time limits of a connection.
struct sender_options {
    std::int32_t dc = 2;
    /// The first at which a server answers is used: each further one is tried a quarter of a second later, or as soon as one has failed.
    std::vector<server_address> addresses{};
    /// The present addresses in place of `addresses`, asked for before each attempt.
    std::function<std::vector<route>()> routes{};
    /// What is known of addresses, perhaps from other connections; what this one learns when it is null.
    std::shared_ptr<address_history> history{};
    std::vector<crypto::rsa_public_key> server_keys{};
    transport::kind kind = transport::kind::intermediate;
    transport::obfuscation obfuscation = transport::obfuscation::on;
    /// Creates the streams.
    net::stream_factory dial{};
    /// The bytes of `invokeWithLayer` and `initConnection` up to the inner query.
    byte_buffer init_prefix{};

    /// The stored key; without one, a new key is exchanged.
    std::optional<crypto::auth_key> key{};
    /// The stored salts; the last one is used while none is valid.
    std::vector<server_salt> salts{};
    /// Whether the key belongs to a login, so that it is never replaced.
    bool keep_key = false;

    std::chrono::milliseconds connect_timeout{15'000};
    /// How often the first connection is tried; 0: until it succeeds.
    int connect_attempts = 0;
    /// How long calls wait while there is no link, and whether this also limits the wait for the first link.
    std::chrono::milliseconds outage_limit{20'000};
    bool waits_for_first_link = true;
    /// How long calls without a time-out wait for an answer; 0: until it comes.
    std::chrono::milliseconds call_timeout{0};
    log_sink log{};
};

/// Events that a connection reports to its owner, on the executor.
struct sender_hooks {
    /// A new key was agreed on, perhaps in place of one that the server does not know; it is used only after this has returned.
    unique_function<awaitable<void>(crypto::auth_key key)> on_key{};
    /// The salts to store with the key.
    unique_function<void(std::vector<server_salt>)> on_salts{};
    /// The server's clock shows this much more than steady_now; a correction of less than a second is not told.
    unique_function<void(std::chrono::nanoseconds)> on_time{};
    /// The server sent something unasked, hopefully an `Updates`.
    unique_function<void(tl::frame)> on_update{};
    /// Updates may be missing: the link was lost for a while, or the server opened a new session.
    unique_function<void()> on_gap{};
    /// The state has changed; `ended` is not reported.
    unique_function<void(const connection_state&)> on_state{};
};

/// One MTProto session with one data centre, over successive TCP connections.
///
/// All calls happen on the executor.
class sender final : public invoker, public std::enable_shared_from_this<sender> {
public:
    sender(asio::any_io_executor executor, sender_options options, sender_hooks hooks);
    sender(const sender&) = delete;
    sender& operator=(const sender&) = delete;

    /// Connects, and reconnects whenever the link breaks, until `stop`.
    ///
    /// Errors:  std::system_error if the first connection fails `connect_attempts` times, or no address is known; what
    ///          `sender_hooks::on_key` throws. Pending calls throw the same.
    /// Cancels: closes the link.
    [[nodiscard]] awaitable<void> run();

    /// Ends `run`; calls throw `asio::error::operation_aborted`.
    void stop();

    /// Sends a request and waits for its answer, also across lost links.
    ///
    /// Errors:  std::system_error with errc::outage if there is no link for longer than `outage_limit`; with
    ///          `asio::error::timed_out` if there is no answer in time; with errc::fate_unknown instead of either if the request was
    ///          sent and may take effect only once.
    /// Cancels: drops the answer, keeps the link.
    // Defined in the class, here and in other classes: without a key function, units that do not use the class emit no code for it.
    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        return exchange(std::move(sent), options);
    }

    /// Has the server destroy the key, and agrees on another one. Waits for the server's answer for at most `limit`; the key is
    /// given up without it, too.
    ///
    /// Cancels: the key is given up all the same.
    [[nodiscard]] awaitable<void> replace_key(std::chrono::milliseconds limit);

    /// From now on the key belongs to a login, so that it is never replaced.
    void keep_key() noexcept { policy_.keep_key(); }

    [[nodiscard]] std::int32_t dc() const noexcept { return options_.dc; }

    /// Whether it has ended permanently, so that every call fails.
    [[nodiscard]] bool ended() const noexcept { return dead_ != nullptr; }

private:
    struct pending_call;
    struct run_scope;
    struct link_scope;
    struct pause_scope;
    struct key_destruction;
    struct link_race;

    // Calls: impl/sender_call.hpp
    using moment = reconnect_policy::moment;

    awaitable<answer> exchange(request sent, call_options options);
    void start_session(mtproto::client_session_options options);
    void submit(pending_call& call);
    void deliver();
    void report_salts();
    void report_time();
    void finish(pending_call& call, answer outcome);
    void fail(pending_call& call, const std::exception_ptr& error);
    void fail_calls(const std::exception_ptr& error);

    // Calls that wait: impl/sender_limits.hpp
    void begin_limits(pending_call& call);
    [[nodiscard]] moment fails_at(const pending_call& call) const noexcept;
    void fail_overdue(moment now);
    [[nodiscard]] std::exception_ptr overdue(const pending_call& call, moment now) const;
    void wait_for_next_link(const reconnect_decision& decision, moment now);
    [[nodiscard]] moment newest_wait();
    awaitable<void> limit_calls();
    awaitable<void> sleep_until(moment deadline);

    // Connecting: impl/sender_run.hpp
    awaitable<void> open_in_time();
    awaitable<void> open();
    awaitable<void> agree_on_key();
    std::exception_ptr decide(const std::system_error& problem);
    void drop_key();
    void give_up_key();
    void drop_given_up_key();
    awaitable<void> wait_for_attempt();
    void link_works();
    void report(connection_state::kind what);
    void report_wait(moment next_attempt, moment now);
    void log(log_level level, const std::string& line) const;
    void check(std::error_code error) const;

    // The way to one of several addresses: impl/sender_race.hpp
    [[nodiscard]] std::vector<route> present_routes() const;
    awaitable<void> connect_to_one(std::vector<route> routes);
    awaitable<void> start_attempts(link_race& race, task_group& group);
    awaitable<void> attempt(link_race& race, std::size_t which);
    /// Connections for files alone have negative numbers.
    [[nodiscard]] std::int32_t dc_on_wire(const route& used) const noexcept {
        return used.media_only ? -options_.dc : options_.dc;
    }

    // One link: impl/sender_link.hpp
    awaitable<void> serve();
    awaitable<void> read_packets();
    awaitable<void> keep_link();
    awaitable<void> write_rest();
    awaitable<void> write_out();
    awaitable<void> receive_bytes();
    bool next_packet(transport::packet& packet);
    void schedule_flush();
    void flush();
    void take_packets(transport::packet& packet);
    bool append_frame(time_point now);
    void write_ready_packets(time_point now);
    void release_memory() noexcept;
    void wake_keeper();
    [[nodiscard]] time_point next_deadline(time_point now) const;

    asio::any_io_executor executor_;
    sender_options options_;
    sender_hooks hooks_;
    reconnect_policy policy_;

    std::optional<net::any_stream> stream_;
    std::optional<transport::client_transport> transport_;
    std::optional<mtproto::client_session> session_;
    transport::receive_buffer in_;
    byte_buffer out_;
    std::size_t written_ = 0; // of out_
    std::string where_;
    std::optional<route> route_; // of the present link

    wait_list waiting_calls_;
    intrusive_list<pending_call, pending_call> calls_;

    // Wakes `keep_link`, or what waits instead of it while there is no link: a timer, or an event that needs attention earlier.
    event alarm_;
    time_point alarm_at_ = time_point::min();
    moment sleeps_until_ = moment::min(); // while there is no link
    bool pausing_ = false;                // between two attempts to connect
    moment overdue_at_ = moment::max();   // not later than the first call fails
    std::exception_ptr link_error_;
    bool serving_ = false;
    bool blocked_ = false; // the rest of out_ waits until the stream takes it
    bool flush_scheduled_ = false;

    // The end of the last link, until the next one works.
    std::error_code reason_;
    std::string problem_;
    std::string logged_problem_;
    bool ever_worked_ = false;

    // The end of the key.
    event key_destroyed_;
    bool destroying_key_ = false; // the server is asked to
    bool key_given_up_ = false;   // the next link has another one

    std::exception_ptr dead_;
    bool stopped_ = false;
};

} // namespace awaitgram::rpc
