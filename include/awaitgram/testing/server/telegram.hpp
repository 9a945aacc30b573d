// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/data_centres.hpp>
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/crypto/server_key.hpp>
#include <awaitgram/testing/server/deadlines.hpp>
#include <awaitgram/testing/server/faults/method_hooks.hpp>
#include <awaitgram/testing/server/faults/planned_refusals.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>
#include <awaitgram/testing/server/push_outlet.hpp>
#include <awaitgram/testing/server/waiting_calls.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Telegram's data centres as a state machine: packets of any number of connections in, packets out.
///
/// Uses no clocks, sockets or threads: moments and randomness are arguments. A packet costs by the sessions that it concerns, not
/// by the number of clients.
class telegram {
public:
    /// `random` must outlive the machine.
    telegram(server_options options, crypto::rsa_private_key key, crypto::random_source& random)
        : options_(std::move(options)), random_(random), dcs_(options_),
          accounts_(random_secret(random)) {
        for (const auto& each : dcs_.all()) {
            const auto others = dcs_.several() ? other_dcs::refused : options_.others;
            auto& exchange = exchanges_[each.id];
            exchange =
                std::make_unique<key_exchange>(each.cdn ? cdn_key() : key, each.id, random, others);
            if (each.cdn)
                dcs_.set_cdn_key(cdn_key().public_key().to_pem());
            exchange->is_taken = [this](std::int64_t id) { return clients_.find(id) != nullptr; };
        }
        accounts_.inlines().live_at(options_.inline_dc.value_or(dcs_.first()));
        if (!options_.password.empty())
            set_password(options_.password);
    }

    [[nodiscard]] world& accounts() noexcept { return accounts_; }
    /// The key exchange of the first data centre.
    [[nodiscard]] key_exchange& exchange() noexcept { return *exchanges_.at(dcs_.first()); }
    [[nodiscard]] const data_centres& dcs() const noexcept { return dcs_; }
    /// How often logins were taken to a data centre, apart from attempts that were refused or answered by the test.
    [[nodiscard]] transfer_count transfers(std::int32_t to_dc) {
        return accounts_.exported().count(to_dc);
    }
    [[nodiscard]] const server_options& options() const noexcept { return options_; }
    /// How much clients get at once of what they have missed; may be changed at any time.
    [[nodiscard]] update_limits& limits() noexcept { return options_.updates; }
    [[nodiscard]] std::size_t key_count() const noexcept { return clients_.key_count(); }
    /// The number of packets that were rejected because of their salt.
    [[nodiscard]] std::size_t wrong_salts() const noexcept { return wrong_salts_; }
    /// The number of sessions that were looked at so far, for tests of the cost of a packet.
    [[nodiscard]] std::size_t session_visits() const noexcept { return clients_.visits(); }

    /// Sets the port of a data centre that the configuration for clients names.
    void listens_at(std::int32_t dc, std::uint16_t port) { dcs_.listens_at(dc, port); }

    /// Names a further address of a data centre in the configuration for clients.
    void announce(announced_address address) { dcs_.announce(std::move(address)); }

    /// A connection was made to a data centre; those of which nothing is said are to the first one.
    void opened(connection_id connection, std::int32_t dc) {
        if (dc != dcs_.first())
            connected_to_[connection] = dc;
    }

    /// Takes a packet.
    void received(connection_id connection, byte_buffer packet, time_point now) {
        received_in_place(connection, packet, now);
    }
    /// As `received`, for a packet that is decrypted where it is.
    void received_in_place(connection_id connection, byte_span packet, time_point now);

    /// The connection is gone.
    void closed(connection_id connection);

    /// Pushes changes of the world that no query caused, such as messages that a test sends.
    void deliver(const std::vector<delivery>& deliveries, time_point now);

    /// Pushes an update of the test's own making to an account; it gets no numbers. See player.hpp for one that does.
    void push(std::int64_t account_id, const api::Updates& updates, time_point now);

    /// Makes a call as an account, without a client; its answer is the result's encoding.
    [[nodiscard]] api_reply
    call_as(std::int64_t account_id, const tl::frame& query, time_point now);

    /// Does what is due: closes the connections whose clients did not ping again in the time they announced, refuses calls that
    /// have waited too long for a bot, and sends the updates that come late.
    void tick(time_point now);

    /// The refusals that a test orders; see also `server::refuse`.
    [[nodiscard]] planned_refusals& refusals() noexcept { return refusals_; }

    /// The functions of a test that answer calls of clients; see also `server::on`.
    [[nodiscard]] method_hooks& hooks() noexcept { return hooks_; }
    /// Called with the exception of such a function, whose call is refused.
    std::function<void(const std::exception_ptr&)> hook_failed{};

    /// Refuses the next call of a method, whoever makes it; several refusals of a method are used up in their order.
    void refuse_next(std::uint32_t method, api_refusal with);

    /// Misbehaves from now on as these rates say; not any more when they are all 0.
    void set_faults(fault_rates rates) { outlet_.faults() = fault_schedule{std::move(rates)}; }

    /// Breaks all connections of an account's clients.
    void cut(std::int64_t account_id);

    /// Whether a client is signed in to an account and handles its updates.
    [[nodiscard]] bool is_followed(std::int64_t account_id);

    /// Lets the data centre for public files hand out a document, at once or after a client had it sent there.
    void put_on_cdn(std::int64_t file, bool at_once);

    /// Called after every change of the world.
    std::function<void()> changed{};

    /// Writes a line about a connection to the log.
    void note(connection_id connection, const std::string& text) const;

    /// The moment at which `tick` has something to do next; nothing while there is no such moment.
    [[nodiscard]] std::optional<time_point> next_tick() const;

    /// The next action, in order; nothing when there is none left.
    [[nodiscard]] std::optional<connection_action> poll();

    /// Sets the password of all users that are added from now on.
    void set_password(const std::string& password);

    /// Adds a key as if by a key exchange, for clients whose sessions were prepared with it; one with the same id is replaced.
    void add_key(crypto::auth_key key, std::int64_t salt, time_point now);

    /// Adds a user with a generated phone number.
    account& add_user(const std::string& name);

private:
    static const crypto::rsa_private_key& cdn_key() {
        static const auto shared = make_server_key();
        return shared;
    }
    static std::array<std::uint8_t, 32> random_secret(crypto::random_source& random);

    [[nodiscard]] std::int32_t dc_of(connection_id connection) const {
        const auto known = connected_to_.find(connection);
        return known == connected_to_.end() ? dcs_.first() : known->second;
    }

    void exchange_keys(connection_id connection, byte_view packet, time_point now);

    api_call call_of(login_state& login, time_point now, std::vector<api_push>& pushes);

    void execute(client_session& session, const session_query& query, time_point now);

    static void
    answer_call(client_session& session, std::int64_t msg_id, api_reply reply, time_point now);

    /// Answers the calls that waited for these queries.
    void answer_late(std::vector<std::pair<std::int64_t, api_reply>>& answers, time_point now);

    void answer_waiting(const waiting_call& call, api_reply reply, time_point now);

    [[nodiscard]] std::optional<api_refusal> take_refusal(std::uint32_t method);

    [[nodiscard]] std::optional<api_reply>
    take_hooked(std::uint32_t method, const tl::frame& query, std::int64_t account_id);

    void
    after_call(const std::vector<api_push>& pushes, const client_session* caller, time_point now);

    /// The answer names the session, not the request.
    void destroy_session(client_session& caller, std::int64_t session_id, time_point now);

    void destroy_key(client_session& caller, time_point now);

    /// Signs keys out.
    void end_logins(const std::vector<std::int64_t>& keys);

    void flush(time_point now);

    void close_cut();

    void flush(client_session& session, time_point now);

    void send(connection_id connection, byte_buffer packet);
    void transport_error(connection_id connection, std::int32_t code, const char* why);
    void close(connection_id connection) { actions_.push_back({connection, {}, 0, true}); }

    server_options options_;
    crypto::random_source& random_;
    data_centres dcs_;
    std::map<std::int32_t, std::unique_ptr<key_exchange>> exchanges_; // by data centre
    std::unordered_map<connection_id, std::int32_t>
        connected_to_; // but those to the first data centre
    world accounts_;
    std::optional<password_record> password_;
    std::int64_t generated_phones_ = 0;
    std::size_t wrong_salts_ = 0;
    client_registry clients_;
    deadlines<connection_id> disconnections_;
    planned_refusals refusals_;
    method_hooks hooks_;
    push_outlet outlet_{clients_};
    waiting_calls waiting_;
    std::deque<connection_action> actions_;
};

} // namespace awaitgram::testing
