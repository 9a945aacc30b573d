// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/impl/player.hpp>       // IWYU pragma: export
#include <awaitgram/testing/impl/player_acts.hpp>  // IWYU pragma: export
#include <awaitgram/testing/impl/player_files.hpp> // IWYU pragma: export
#include <awaitgram/testing/impl/server_parts.hpp>
#include <awaitgram/testing/impl/telegram.hpp>       // IWYU pragma: export
#include <awaitgram/testing/impl/test_payments.hpp>  // IWYU pragma: export
#include <awaitgram/testing/impl/test_user.hpp>      // IWYU pragma: export
#include <awaitgram/testing/impl/test_user_acts.hpp> // IWYU pragma: export
#include <awaitgram/testing/server/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

AWAITGRAM_DECL server::server(server_options options)
    : options_(std::move(options)), parts_(std::make_unique<parts>(options_)) {
    for (const auto& each : parts_->machine.dcs().all()) {
        const auto port = ports_.empty() ? options_.port : std::uint16_t{0};
        ports_[each.id] = parts_->driver.listen(options_.address, port, each.id);
    }
    port_ = ports_.at(parts_->machine.dcs().first());
    for (const auto& each : options_.further_addresses)
        further_ports_.push_back(parts_->driver.listen_also(each));
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

AWAITGRAM_DECL std::uint16_t server::port_of(std::int32_t dc) const {
    const auto known = ports_.find(dc);
    if (known == ports_.end())
        throw std::out_of_range("the test server has no such data centre");
    return known->second;
}

AWAITGRAM_DECL std::size_t server::connections_at(std::uint16_t port) {
    return on_server([&] { return parts_->driver.arrivals_at(port); });
}

AWAITGRAM_DECL void server::set_home(const test_peer& account, std::int32_t dc) {
    (void)port_of(dc); // which must exist
    const auto id = account_of(account);
    on_server([&] { parts_->machine.accounts().find(id)->home_dc = dc; });
}

AWAITGRAM_DECL transfer_count server::transfers(std::int32_t to_dc) {
    return on_server([&] { return parts_->machine.transfers(to_dc); });
}

AWAITGRAM_DECL void server::files_live_at(std::int32_t dc) {
    (void)port_of(dc); // which must exist
    on_server([&] { parts_->machine.accounts().files().live_at(dc); });
}

AWAITGRAM_DECL void server::expire_references() {
    on_server([&] { parts_->machine.accounts().files().expire_references(); });
}

AWAITGRAM_DECL bool server::lose_part(std::int64_t account, std::int32_t part) {
    return on_server([&] {
        return parts_->machine.accounts().files().incoming().lose(account, part);
    });
}

AWAITGRAM_DECL void server::limit_speed(std::size_t usual, std::size_t premium) {
    on_server([&] { parts_->machine.accounts().files().speed().limit(usual, premium); });
}

AWAITGRAM_DECL void server::give_premium(const test_peer& account) {
    const auto id = account_of(account);
    on_server([&] { parts_->machine.accounts().find(id)->premium = true; });
}

AWAITGRAM_DECL void server::put_on_cdn(const seen_message& message, cdn_state state) {
    on_server([&] {
        const auto* file = parts_->machine.accounts().files().find(message.file.id);
        if (file == nullptr || file->photo || !options_.cdn_dc)
            throw std::runtime_error("the message has no document, or the server no cdn_dc");
        parts_->machine.put_on_cdn(file->id, state == cdn_state::ready);
    });
}

AWAITGRAM_DECL void server::set_cdn_lie(cdn_lie lie) {
    on_server([&] { parts_->machine.accounts().cdn().lie = lie; });
}

AWAITGRAM_DECL test_user server::user(const std::string& name) {
    return on_server([&] {
        const auto& user = parts_->machine.add_user(name);
        return test_user{*this, user.id, name, user.phone};
    });
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

AWAITGRAM_DECL std::int64_t server::account_of(const test_peer& named) {
    auto& programs = parts_->programs;
    switch (named.what_) {
    case test_peer::kind::bot: {
        auto& tested = *static_cast<bot*>(named.program_);
        const auto id = on_server([&] {
            auto& known = parts_->bots[&tested];
            if (known == 0)
                known = 7'000'000'000 + static_cast<std::int64_t>(parts_->bots.size());
            return known;
        });
        programs.add_bot(tested);
        wait_for_end(tested);
        tested.start(std::to_string(id) + ":token");
        if (!programs.run_until([&] { return tested.ready(); }, &tested))
            give_up("the bot did not sign in");
        return id;
    }
    case test_peer::kind::userbot: {
        auto& tested = *static_cast<userbot*>(named.program_);
        programs.add_bot(tested);
        wait_for_end(tested);
        tested.start();
        if (!programs.run_until([&] { return tested.ready(); }, &tested))
            give_up("the userbot did not sign in");
        return tested.id();
    }
    case test_peer::kind::client: {
        auto& tested = *static_cast<client*>(named.program_);
        programs.add_client(tested);
        if (!programs.run_until([&] { return tested.account().id != 0; }, &tested))
            give_up("the client did not sign in; a client of a test runs already");
        return tested.account().id;
    }
    case test_peer::kind::user:
    case test_peer::kind::chat:
        break;
    }
    return named.id_;
}

AWAITGRAM_DECL void server::wait_for_end(bot_base& stopped) {
    const auto ended = [&] { return !stopped.stops(); };
    if (!ended() && !parts_->programs.run_until(ended, &stopped))
        give_up("the program did not stop");
}

AWAITGRAM_DECL void server::give_up(const std::string& what) {
    throw std::runtime_error(
        what + (clock::current() != nullptr ? " within a day" : " within twenty seconds")
    );
}

AWAITGRAM_DECL method_hook server::add_hook(std::uint32_t method, detail::call_hook hook) {
    return on_server([&] {
        return method_hook{*this, parts_->machine.hooks().add(method, std::move(hook))};
    });
}

AWAITGRAM_DECL void method_hook::remove() const {
    home_->on_server([this] { home_->data_centre().hooks().remove(number_); });
}

AWAITGRAM_DECL void server::tolerate_failures(bool tolerated) {
    parts_->programs.failures().tolerate(tolerated);
}

AWAITGRAM_DECL void server::pushes(
    const test_peer& to, const api::Update& update, const std::vector<test_peer>& about
) {
    const auto account = account_of(to);
    std::vector<std::int64_t> peers;
    for (const auto& each : about)
        peers.push_back(account_of(each));
    play([&](player& by) { by.push(account, update, peers); });
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

AWAITGRAM_DECL void server::promote(const test_chat& chat, const test_peer& member) {
    const auto account = account_of(member);
    play([&](player& by) { by.promote(chat.id(), account); });
}

AWAITGRAM_DECL void server::cut(const test_peer& account) {
    const auto id = account_of(account);
    on_server([&] {
        parts_->machine.cut(id);
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
