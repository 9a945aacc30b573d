// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server/world/account.hpp>
#include <awaitgram/testing/server/world/callback_queries.hpp>
#include <awaitgram/testing/server/world/credentials.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A change of one account's mailbox, to be pushed to that account as an update.
struct delivery {
    std::int64_t account_id{};
    mailbox_event event{};
};

/// A message to be sent.
struct draft {
    std::string text{};
    std::int64_t random_id{};
    std::int32_t reply_to{};
    bool silent{};
    tl::vector<api::MessageEntity> entities{};
    std::optional<api::ReplyMarkup> reply_markup{};
};

/// All accounts and their private chats. Knows nothing of connections, keys or queries.
class world {
public:
    /// `secret` keys the access hashes.
    explicit world(std::array<std::uint8_t, 32> secret) : secret_(secret) {}

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

    [[nodiscard]] callback_queries& callbacks() noexcept { return callbacks_; }

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
        const auto* answered = from.box.find(message.reply_to);
        if (answered != nullptr && answered->peer == to.id)
            copy.reply_to = message.reply_to;
        if (&from == &to) {
            copy.twin_id = from.box.next_id();
            return {delivery{from.id, from.box.add(std::move(copy))}};
        }
        auto other = copy;
        other.peer = from.id;
        other.outgoing = false;
        other.twin_id = from.box.next_id();
        other.reply_to = copy.reply_to != 0 ? answered->twin_id : 0;
        copy.twin_id = to.box.next_id();
        std::vector<delivery> deliveries;
        deliveries.push_back({from.id, from.box.add(std::move(copy))});
        deliveries.push_back({to.id, to.box.add(std::move(other))});
        return deliveries;
    }

    /// Marks a chat as read up to a message of the reader; the first delivery, if any, is the reader's.
    std::vector<delivery>
    read(account& reader, std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        std::vector<delivery> deliveries;
        const auto event = reader.box.read_inbox(peer, max_id, date);
        if (!event)
            return deliveries;
        deliveries.push_back({reader.id, *event});
        auto* writer = find(peer);
        const auto* last = reader.box.find(event->message_id);
        if (writer == nullptr || writer->bot || last == nullptr)
            return deliveries; // bots get no read receipts
        if (const auto receipt = writer->box.read_outbox(reader.id, last->twin_id, date))
            deliveries.push_back({writer->id, *receipt});
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
    callback_queries callbacks_;
    std::int64_t next_user_ = 1'000'001;
};

} // namespace awaitgram::testing
