// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/testing/impl/api_methods.hpp>
#include <awaitgram/testing/server/api/wrappers.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/testing/server/world/sending_later.hpp>

#include <array>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

AWAITGRAM_DECL void
telegram::received_in_place(connection_id connection, byte_span packet, time_point now) {
    const auto key_id = mtproto::auth_key_id_of(packet);
    if (key_id == 0)
        return exchange_keys(connection, packet, now);
    auto* const key = clients_.find(key_id);
    if (key == nullptr || (dcs_.several() && key->login.dc_of_key != dc_of(connection)))
        return transport_error(connection, -404, "an unknown key");
    const auto opened = mtproto::open(key->key, crypto::direction::to_server, packet);
    if (!opened || opened->header.session_id == 0)
        return transport_error(connection, -404, "a packet that cannot be opened");
    const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
    auto& session = clients_.session_of(*key, opened->header.session_id, connection, now);
    auto effects = session.machine.receive(opened->header, body, key->salts, random_, now);
    clients_.wait_for_flush(session);
    wrong_salts_ += effects.wrong_salts;
    if (effects.disconnect_delay)
        disconnections_.set(connection, now + *effects.disconnect_delay);
    for (const auto& query : effects.queries) {
        execute(session, query, now);
        if (outlet_.faults().cuts_at_call())
            outlet_.cut(session);
    }
    close_cut(); // before the answers are sent
    for (const auto session_id : effects.destroy_sessions)
        destroy_session(session, session_id, now);
    if (effects.destroy_key)
        destroy_key(session, now);
    flush(now);
}

AWAITGRAM_DECL void telegram::closed(connection_id connection) {
    disconnections_.erase(connection);
    connected_to_.erase(connection);
    clients_.closed(connection);
}

AWAITGRAM_DECL void telegram::deliver(const std::vector<delivery>& deliveries, time_point now) {
    std::vector<api_push> pushes;
    login_state signed_out;
    auto call = call_of(signed_out, now, pushes);
    call.deliver(deliveries);
    after_call(pushes, nullptr, now);
}

AWAITGRAM_DECL void
telegram::push(std::int64_t account_id, const api::Updates& updates, time_point now) {
    after_call({api_push{account_id, tl::encoded(updates), false}}, nullptr, now);
}

AWAITGRAM_DECL api_reply
telegram::call_as(std::int64_t account_id, const tl::frame& query, time_point now) {
    login_state login;
    login.account_id = account_id;
    login.initialised = true;
    std::vector<api_push> pushes;
    auto call = call_of(login, now, pushes);
    auto reply = call_api(call, query);
    end_logins(call.ended_keys);
    answer_late(call.late_answers, now);
    after_call(pushes, nullptr, now);
    if (call.awaited)
        return refuse(400, "BOT_RESPONSE_TIMEOUT", "the bot has not answered yet");
    return reply;
}

AWAITGRAM_DECL void telegram::tick(time_point now) {
    while (const auto connection = disconnections_.take_due(now))
        close(*connection);
    while (const auto call = waiting_.take_due(now))
        answer_waiting(*call, refuse(400, "BOT_RESPONSE_TIMEOUT"), now);
    change_list changes{accounts_, static_cast<std::int32_t>(unix_seconds(now))};
    send_due(changes);
    if (const auto sent = changes.take(); !sent.empty())
        deliver(sent, now);
    outlet_.tick(now);
    flush(now);
}

AWAITGRAM_DECL void telegram::refuse_next(std::uint32_t method, api_refusal with) {
    refusals_.add(method, std::move(with));
}

AWAITGRAM_DECL void telegram::cut(std::int64_t account_id) {
    clients_.for_each_session(account_id, [&](auto& session) { outlet_.cut(session); });
    close_cut();
}

AWAITGRAM_DECL void telegram::put_on_cdn(std::int64_t file, bool at_once) {
    cdn_file copy;
    copy.file = file;
    copy.key.resize(32);
    copy.iv.resize(16);
    byte_buffer token(24);
    for (auto* each : {&copy.key, &copy.iv, &token})
        (void)random_.fill(*each);
    if (!at_once)
        copy.request = accounts_.unique_text();
    accounts_.cdn().put(to_hex(token), std::move(copy));
}

AWAITGRAM_DECL bool telegram::is_followed(std::int64_t account_id) {
    auto followed = false;
    clients_.for_each_session(account_id, [&](const client_session& session) {
        followed = followed || (session.key.login.follows_updates && !session.connections.empty());
    });
    return followed;
}

AWAITGRAM_DECL void telegram::note(connection_id connection, const std::string& text) const {
    if (options_.log)
        options_.log(log_level::info, "connection " + std::to_string(connection) + ": " + text);
}

AWAITGRAM_DECL std::optional<time_point> telegram::next_tick() const {
    std::optional<time_point> next;
    const auto due = accounts_.next_due();
    const auto next_message = due ? std::optional{from_unix(*due)} : std::nullopt;
    for (const auto moment :
         {disconnections_.next(), waiting_.next(), outlet_.next(), next_message})
        if (moment && (!next || *moment < *next))
            next = moment;
    return next;
}

AWAITGRAM_DECL std::optional<connection_action> telegram::poll() {
    if (actions_.empty())
        return std::nullopt;
    auto action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

AWAITGRAM_DECL void telegram::set_password(const std::string& password) {
    if (auto record = record_of_password(password, random_))
        password_ = std::move(record);
}

AWAITGRAM_DECL void telegram::add_key(crypto::auth_key key, std::int64_t salt, time_point now) {
    auto& added = clients_.add(std::move(key), salt, now);
    added.login.dc_of_key = dcs_.several() ? dcs_.first() : 0;
}

AWAITGRAM_DECL account& telegram::add_user(const std::string& name) {
    auto phone = std::to_string(99'966'000'000 + ++generated_phones_);
    auto& user = accounts_.add_user(std::move(phone), name, "");
    user.password = password_;
    return user;
}

AWAITGRAM_DECL std::array<std::uint8_t, 32> telegram::random_secret(crypto::random_source& random) {
    std::array<std::uint8_t, 32> bytes{};
    (void)random.fill(bytes);
    return bytes;
}

AWAITGRAM_DECL void
telegram::exchange_keys(connection_id connection, byte_view packet, time_point now) {
    const auto dc = dc_of(connection);
    auto reply = exchanges_.at(dc)->receive(packet, now);
    if (reply.created && clients_.make_room()) {
        auto& added = clients_.add(std::move(reply.created->key), reply.created->salt, now);
        added.login.dc = reply.created->dc;
        added.login.dc_of_key = dcs_.several() ? dc : 0;
    }
    if (reply.transport_error != 0)
        return transport_error(
            connection,
            reply.transport_error,
            reply.transport_error == -404 ? "a wrong request of the key exchange"
                                          : "a request to another data centre"
        );
    send(connection, std::move(reply.packet));
}

AWAITGRAM_DECL api_call
telegram::call_of(login_state& login, time_point now, std::vector<api_push>& pushes) {
    accounts_.lift_bans(static_cast<std::int32_t>(unix_seconds(now)));
    return api_call{
        accounts_,
        options_,
        random_,
        password_,
        dcs_,
        login,
        accounts_.find(login.account_id),
        now,
        pushes,
        [this](std::int64_t account_id) { return clients_.has_session(account_id); }};
}

AWAITGRAM_DECL void
telegram::execute(client_session& session, const session_query& query, time_point now) {
    auto& login = session.key.login;
    const auto account_before = login.account_id;
    std::vector<api_push> pushes;
    query_wrappers wrappers{
        login, [&session](std::int64_t msg_id) { return session.machine.outcome_of(msg_id); }};
    const auto unwrapped = wrappers.unwrap(query.body);
    api_reply reply = byte_buffer{};
    std::optional<std::int64_t> awaited;
    std::vector<std::pair<std::int64_t, api_reply>> late_answers;
    if (unwrapped) {
        auto& machine = session.machine;
        machine.without_updates =
            unwrapped->without_updates && (machine.without_updates || !machine.called);
        machine.called = true;
        const auto method = mtproto::detail::constructor_of(unwrapped->body.bytes());
        if (auto planned = take_refusal(method)) {
            reply = failure{*std::move(planned)};
        } else if (auto hooked = take_hooked(method, unwrapped->body, login.account_id)) {
            reply = *std::move(hooked);
        } else {
            auto call = call_of(login, now, pushes);
            reply = call_api(call, unwrapped->body);
            awaited = call.awaited;
            end_logins(call.ended_keys);
            late_answers = std::move(call.late_answers);
        }
        if (options_.log)
            log_call(options_.log, login, name_of_method(method), reply);
    } else {
        reply = failure{unwrapped.error()};
        if (options_.log)
            log_call(options_.log, login, "a wrapped call", reply);
    }
    clients_.login_changed(session.key, account_before);
    const waiting_call asker{session.key.key.id(), session.machine.id(), query.msg_id};
    if (!reply || !awaited)
        answer_call(session, query.msg_id, std::move(reply), now);
    else if (!waiting_.add(*awaited, asker, now + options_.bot_answer_limit))
        answer_call(session, query.msg_id, refuse(400, "BOT_RESPONSE_TIMEOUT"), now);
    outlet_.push(pushes, &session, now);
    answer_late(late_answers, now);
    if (changed)
        changed();
}

AWAITGRAM_DECL void telegram::answer_call(
    client_session& session, std::int64_t msg_id, api_reply reply, time_point now
) {
    if (reply)
        session.machine.answer(msg_id, std::move(*reply), outcome::answered, now);
    else
        session.machine.refuse(msg_id, reply.error().code, reply.error().name, now);
}

AWAITGRAM_DECL void
telegram::answer_late(std::vector<std::pair<std::int64_t, api_reply>>& answers, time_point now) {
    for (auto& [query, reply] : answers)
        if (const auto call = waiting_.take(query))
            answer_waiting(*call, std::move(reply), now);
}

AWAITGRAM_DECL void
telegram::answer_waiting(const waiting_call& call, api_reply reply, time_point now) {
    if (auto* session = clients_.find_session(call.key_id, call.session_id)) {
        answer_call(*session, call.msg_id, std::move(reply), now);
        clients_.wait_for_flush(*session);
    }
}

AWAITGRAM_DECL std::optional<api_refusal> telegram::take_refusal(std::uint32_t method) {
    if (auto planned = refusals_.take(method))
        return planned;
    auto& faults = outlet_.faults();
    return faults.refuses_calls() ? faults.refusal_of_call(name_of_method(method)) : std::nullopt;
}

AWAITGRAM_DECL std::optional<api_reply>
telegram::take_hooked(std::uint32_t method, const tl::frame& query, std::int64_t account_id) {
    try {
        return hooks_.answer(method, query, account_id);
    } catch (...) {
        if (hook_failed)
            hook_failed(std::current_exception());
        return api_reply{refuse(500, "TEST_FUNCTION_FAILED")};
    }
}

AWAITGRAM_DECL void telegram::after_call(
    const std::vector<api_push>& pushes, const client_session* caller, time_point now
) {
    outlet_.push(pushes, caller, now);
    flush(now);
    if (changed)
        changed();
}

AWAITGRAM_DECL void
telegram::destroy_session(client_session& caller, std::int64_t session_id, time_point now) {
    const auto own = session_id == caller.machine.id();
    const auto known = !own && clients_.remove_session(caller.key, session_id);
    byte_buffer body;
    append_le(body, known ? id::destroy_session_ok : id::destroy_session_none);
    append_le(body, session_id);
    caller.machine.reply(std::move(body), now);
}

AWAITGRAM_DECL void telegram::destroy_key(client_session& caller, time_point now) {
    byte_buffer body;
    append_le(body, id::destroy_auth_key_ok);
    caller.machine.reply(std::move(body), now);
    flush(caller, now);
    const auto id = caller.key.key.id();
    if (auto* user = accounts_.find(caller.key.login.account_id))
        forget_login(*user, id);
    clients_.remove(caller.key);
    end_logins({id}); // those that were taken elsewhere from it
}

AWAITGRAM_DECL void telegram::end_logins(const std::vector<std::int64_t>& keys) {
    for (const auto id : keys) {
        if (auto* key = clients_.find(id)) {
            const auto account_before = key->login.account_id;
            key->login.sign_in(0);
            clients_.login_changed(*key, account_before);
        }
        if (const auto elsewhere = accounts_.exported().take_imported(id); !elsewhere.empty())
            end_logins(elsewhere);
    }
}

AWAITGRAM_DECL void telegram::flush(time_point now) {
    clients_.flush([&](client_session& session) { flush(session, now); });
    close_cut();
}

AWAITGRAM_DECL void telegram::close_cut() {
    for (const auto connection : outlet_.take_cut())
        close(connection);
}

AWAITGRAM_DECL void telegram::flush(client_session& session, time_point now) {
    if (session.connections.empty())
        return;
    auto& key = session.key;
    byte_buffer packet;
    while (session.machine.poll_packet(key.key, key.salts, random_, now, packet))
        send(session.connections.back(), std::exchange(packet, {}));
}

AWAITGRAM_DECL void telegram::send(connection_id connection, byte_buffer packet) {
    actions_.push_back({connection, std::move(packet), 0, false});
}

AWAITGRAM_DECL void
telegram::transport_error(connection_id connection, std::int32_t code, const char* why) {
    if (options_.log)
        note(connection, "transport error " + std::to_string(code) + ": " + why);
    actions_.push_back({connection, {}, code, false});
}

} // namespace awaitgram::testing
