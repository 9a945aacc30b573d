// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server/world/account.hpp>
#include <awaitgram/testing/server/world/bot_settings.hpp>
#include <awaitgram/testing/server/world/callback_queries.hpp>
#include <awaitgram/testing/server/world/cdn.hpp>
#include <awaitgram/testing/server/world/chat.hpp>
#include <awaitgram/testing/server/world/credentials.hpp>
#include <awaitgram/testing/server/world/delivery.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/exported_logins.hpp>
#include <awaitgram/testing/server/world/files.hpp>
#include <awaitgram/testing/server/world/inline_queries.hpp>
#include <awaitgram/testing/server/world/login_tokens.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>
#include <awaitgram/testing/server/world/polls.hpp>
#include <awaitgram/testing/server/world/scheduled.hpp>
#include <awaitgram/testing/server/world/star_ledger.hpp>
#include <awaitgram/testing/server/world/sticker_sets.hpp>
#include <awaitgram/testing/server/world/web_app_queries.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// All accounts, their private chats, groups and channels. Knows nothing of connections, keys or queries.
class world {
public:
    /// `secret` keys the access hashes.
    explicit world(std::array<std::uint8_t, 32> secret) : secret_(secret), files_(secret) {}

    [[nodiscard]] account* find(std::int64_t id) {
        const auto known = accounts_.find(id);
        return known == accounts_.end() ? nullptr : known->second.get();
    }
    [[nodiscard]] const account* find(std::int64_t id) const {
        return const_cast<world*>(this)->find(id);
    }

    [[nodiscard]] account* find_phone(std::string_view digits) {
        const auto known = by_phone_.find(std::string{digits});
        return known == by_phone_.end() ? nullptr : known->second;
    }

    [[nodiscard]] account* find_username(std::string_view name) {
        const auto known = by_username_.find(lower(name));
        return known == by_username_.end() ? nullptr : known->second;
    }

    /// The group or channel with a dialog id.
    [[nodiscard]] chat* find_chat(std::int64_t dialog) {
        const auto known = chats_.find(dialog);
        return known == chats_.end() ? nullptr : known->second.get();
    }
    [[nodiscard]] const chat* find_chat(std::int64_t dialog) const {
        return const_cast<world*>(this)->find_chat(dialog);
    }
    [[nodiscard]] chat* find_chat_named(std::string_view name) {
        const auto known = chats_by_username_.find(lower(name));
        return known == chats_by_username_.end() ? nullptr : known->second;
    }
    [[nodiscard]] const std::map<std::int64_t, std::unique_ptr<chat>>& chats() const noexcept {
        return chats_;
    }

    /// Adds a group or a channel without members.
    chat& add_chat(chat_kind kind, std::string title) {
        const auto bare = kind == chat_kind::group ? next_group_++ : next_channel_++;
        const auto id = kind == chat_kind::group ? group_dialog(bare) : channel_dialog(bare);
        auto& place = chats_[id];
        place = std::make_unique<chat>();
        place->id = id;
        place->kind = kind;
        place->title = std::move(title);
        return *place;
    }

    /// Gives a channel a username, or none when it is empty; false when another chat or account has it.
    bool rename(chat& named, const std::string& username) {
        const auto* taken_by = find_chat_named(username);
        if (!username.empty() &&
            ((taken_by != nullptr && taken_by != &named) || find_username(username) != nullptr))
            return false;
        chats_by_username_.erase(lower(named.username));
        named.username = username;
        if (!username.empty())
            chats_by_username_[lower(username)] = &named;
        return true;
    }

    /// A restriction or ban of a member ends then.
    void note_end_of_ban(std::int32_t when, std::int64_t chat, std::int64_t member) {
        ban_ends_.emplace(when, std::pair{chat, member});
    }

    /// A scheduled message is to be sent then.
    void note_due(std::int32_t when, const due_message& message) { due_.emplace(when, message); }
    /// The next scheduled message whose time has come, once; it may be sent, deleted or moved already.
    [[nodiscard]] std::optional<due_message> take_due(std::int32_t now) {
        if (due_.empty() || due_.begin()->first > now)
            return std::nullopt;
        const auto first = due_.begin()->second;
        due_.erase(due_.begin());
        return first;
    }
    /// When the next scheduled message is to be sent.
    [[nodiscard]] std::optional<std::int32_t> next_due() const {
        return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
    }

    /// Ends the restrictions and bans whose time is over.
    void lift_bans(std::int32_t now) {
        while (!ban_ends_.empty() && ban_ends_.begin()->first <= now) {
            const auto [when, of] = *ban_ends_.begin();
            ban_ends_.erase(ban_ends_.begin());
            auto* const room = find_chat(of.first);
            const auto place = room->members.find(of.second);
            if (place != room->members.end() && place->second.banned.until_date == when)
                place->second.lift_ban();
        }
    }

    /// A text that cannot be guessed and comes once.
    [[nodiscard]] std::string unique_text() {
        std::uint8_t number[8];
        store_le(number, ++last_unique_);
        return to_hex(byte_view{crypto::sha256({secret_, number})}.first(8));
    }
    /// A number that comes once.
    [[nodiscard]] std::int64_t unique_number() { return ++last_unique_; }

    /// Whether two accounts are members of one group or channel.
    [[nodiscard]] bool share_a_chat(std::int64_t one, std::int64_t other) const {
        for (const auto& [id, each] : chats_)
            if (each->has(one) && each->has(other))
                return true;
        return false;
    }

    /// Adds a user.
    account& add_user(std::string phone, std::string first_name, std::string last_name) {
        while (accounts_.count(next_user_) != 0)
            ++next_user_;
        auto& user = add(next_user_++);
        user.phone = std::move(phone);
        user.first_name = std::move(first_name);
        user.last_name = std::move(last_name);
        by_phone_.try_emplace(user.phone, &user);
        return user;
    }

    /// The bot of a token, created on its first use; null when the id is a user's or the secret differs from that of the first use.
    [[nodiscard]] account* bot_of(const bot_token& token) {
        if (auto* known = find(token.id))
            return known->bot && known->token_secret == token.secret ? known : nullptr;
        auto& bot = add(token.id);
        bot.bot = true;
        bot.token_secret = token.secret;
        bot.first_name = "Bot " + std::to_string(token.id);
        bot.username = "bot" + std::to_string(token.id) + "_bot";
        by_username_.try_emplace(bot.username, &bot);
        return &bot;
    }

    /// The access hash by which `viewer` refers to `target`; different for each pair.
    [[nodiscard]] std::int64_t access_hash(std::int64_t viewer, std::int64_t target) const {
        std::uint8_t pair[16];
        store_le(pair, viewer);
        store_le(pair + 8, target);
        const auto hash = load_le<std::int64_t>(crypto::sha256({secret_, pair}).data());
        return hash == 0 ? 1 : hash;
    }

    [[nodiscard]] web_app_queries& web_apps() noexcept { return web_apps_; }
    [[nodiscard]] bot_settings& settings_of(std::int64_t bot) { return settings_[bot]; }
    [[nodiscard]] star_ledger& stars() noexcept { return stars_; }
    [[nodiscard]] sticker_sets& stickers() noexcept { return stickers_; }
    [[nodiscard]] const sticker_sets& stickers() const noexcept { return stickers_; }
    [[nodiscard]] callback_queries& callbacks() noexcept { return callbacks_; }
    [[nodiscard]] inline_queries& inlines() noexcept { return inlines_; }
    [[nodiscard]] const inline_queries& inlines() const noexcept { return inlines_; }
    [[nodiscard]] login_tokens& tokens() noexcept { return tokens_; }
    [[nodiscard]] file_store& files() noexcept { return files_; }
    [[nodiscard]] cdn_store& cdn() noexcept { return cdn_; }
    [[nodiscard]] const file_store& files() const noexcept { return files_; }
    /// The logins that are taken to other data centres.
    [[nodiscard]] exported_logins& exported() noexcept { return exported_; }

    /// Gives a user a username, or none when it is empty; false when another account or a chat has it.
    bool rename(account& named, const std::string& username) {
        const auto* taken_by = find_username(username);
        if (!username.empty() &&
            ((taken_by != nullptr && taken_by != &named) || find_chat_named(username) != nullptr))
            return false;
        if (!named.username.empty())
            by_username_.erase(lower(named.username));
        named.username = username;
        if (!username.empty())
            by_username_[lower(username)] = &named;
        return true;
    }
    [[nodiscard]] const std::unordered_map<std::int64_t, std::unique_ptr<account>>&
    all() const noexcept {
        return accounts_;
    }

    [[nodiscard]] poll_record& add_poll(poll_record added) {
        const auto id = added.poll.id;
        return polls_.insert_or_assign(id, std::move(added)).first->second;
    }
    [[nodiscard]] poll_record* find_poll(std::int64_t id) {
        const auto known = polls_.find(id);
        return known == polls_.end() ? nullptr : &known->second;
    }
    [[nodiscard]] const poll_record* find_poll(std::int64_t id) const {
        return const_cast<world*>(this)->find_poll(id);
    }

    /// Sends a message of a private chat, with the entities of its plain text; the first delivery is the sender's own copy.
    std::vector<delivery>
    send(account& from, account& to, const draft& message, std::int32_t date) {
        stored_message copy;
        copy.from = from.id;
        copy.peer = to.id;
        copy.outgoing = true;
        copy.silent = message.silent;
        copy.date = date;
        copy.text = message.text;
        copy.entities = with_found_entities(message.text, message.entities);
        copy.reply_markup = message.reply_markup;
        copy.random_id = message.random_id;
        copy.extras = message.extras;
        const auto* answered = from.box.find(message.reply_to);
        if (answered != nullptr && answered->peer == to.id)
            copy.reply_to = message.reply_to;
        if (&from == &to) {
            copy.twin_id = from.box.next_id();
            return {delivery{from.id, from.box.add(std::move(copy)), 0, nullptr}};
        }
        auto other = copy;
        other.peer = from.id;
        other.outgoing = false;
        other.twin_id = from.box.next_id();
        other.reply_to = copy.reply_to != 0 ? answered->twin_id : 0;
        copy.twin_id = to.box.next_id();
        std::vector<delivery> deliveries;
        deliveries.push_back({from.id, from.box.add(std::move(copy)), 0, nullptr});
        deliveries.push_back({to.id, to.box.add(std::move(other)), 0, nullptr});
        return deliveries;
    }

    /// Marks a chat as read up to a message of the reader; the first delivery, if any, is the reader's.
    std::vector<delivery>
    read(account& reader, std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        std::vector<delivery> deliveries;
        const auto event = reader.box.read_inbox(peer, max_id, date);
        if (!event)
            return deliveries;
        deliveries.push_back({reader.id, *event, 0, nullptr});
        auto* writer = find(peer);
        const auto* last = reader.box.find(event->message_id);
        if (writer == nullptr || writer->bot || last == nullptr)
            return deliveries; // bots get no read receipts
        if (const auto receipt = writer->box.read_outbox(reader.id, last->twin_id, date))
            deliveries.push_back({writer->id, *receipt, 0, nullptr});
        return deliveries;
    }

private:
    account& add(std::int64_t id) {
        auto& place = accounts_[id];
        place = std::make_unique<account>();
        place->id = id;
        return *place;
    }

    std::array<std::uint8_t, 32> secret_;
    std::unordered_map<std::int64_t, std::unique_ptr<account>> accounts_;
    std::unordered_map<std::string, account*> by_phone_;
    std::unordered_map<std::string, account*> by_username_;
    std::map<std::int64_t, std::unique_ptr<chat>> chats_;
    std::unordered_map<std::string, chat*> chats_by_username_;
    web_app_queries web_apps_;
    std::map<std::int64_t, bot_settings> settings_;
    star_ledger stars_;
    sticker_sets stickers_;
    std::multimap<std::int32_t, std::pair<std::int64_t, std::int64_t>> ban_ends_; // chat and member
    std::multimap<std::int32_t, due_message> due_;
    std::unordered_map<std::int64_t, poll_record> polls_;
    callback_queries callbacks_;
    inline_queries inlines_;
    login_tokens tokens_;
    exported_logins exported_;
    file_store files_;
    cdn_store cdn_;
    std::int64_t next_user_ = 1'000'001;
    std::int64_t next_group_ = 2'000'001;
    std::int64_t next_channel_ = 3'000'001;
    std::int64_t last_unique_ = 0;
};

} // namespace awaitgram::testing
