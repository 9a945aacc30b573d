// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/mailbox.hpp>

#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The two-step verification of an account, as Telegram stores it: never the password itself.
struct password_record {
    byte_buffer salt1{};
    byte_buffer salt2{};
    std::array<std::uint8_t, 256> verifier{};
    std::string hint{};
};

/// A user or a bot.
struct person {
    std::int64_t id{};
    bool bot{};
    std::string first_name{};
    std::string last_name{};
    std::string username{};
    /// Digits only; empty for bots.
    std::string phone{};
    /// What follows the colon in a bot's token.
    std::string token_secret{};
    std::optional<password_record> password{};
    std::int32_t online_until{};
    std::int32_t last_seen{};
    mailbox box{};
};

/// What changed in whose mailbox; each goes out as an update.
struct delivery {
    std::int64_t account{};
    box_event event{};
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

/// Lower-case letters, as names of users are compared.
[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& character : result)
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    return result;
}

/// The digits of a telephone number written in any usual way; empty when it can't be one.
[[nodiscard]] inline std::string digits_of_phone(std::string_view phone) {
    std::string digits;
    for (const auto character : phone) {
        if (character >= '0' && character <= '9')
            digits += character;
        else if (std::string_view{"+ -()"}.find(character) == std::string_view::npos)
            return {};
    }
    return digits.size() < 5 || digits.size() > 15 ? std::string{} : digits;
}

/// A bot's token, `id:secret`, in its two parts.
struct bot_token {
    std::int64_t id{};
    std::string secret{};
};

/// The parts of a bot's token; nothing when the text isn't one.
[[nodiscard]] inline std::optional<bot_token> parse_token(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 12)
        return std::nullopt;
    bot_token token;
    const auto* end = text.data() + colon;
    const auto [rest, error] = std::from_chars(text.data(), end, token.id);
    if (error != std::errc{} || rest != end || token.id <= 0)
        return std::nullopt;
    token.secret = text.substr(colon + 1);
    for (const auto character : token.secret)
        if (!std::isalnum(static_cast<unsigned char>(character)) && character != '-' &&
            character != '_')
            return std::nullopt;
    return token.secret.empty() ? std::nullopt : std::optional{std::move(token)};
}

/// Everybody who has an account, their chats, and what happened in them.
class world {
public:
    /// `secret` keys the access hashes.
    explicit world(std::array<std::uint8_t, 32> secret) : secret_(secret) {}

    [[nodiscard]] person* find(std::int64_t id) {
        const auto found = people_.find(id);
        return found == people_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] const person* find(std::int64_t id) const {
        return const_cast<world*>(this)->find(id);
    }

    [[nodiscard]] person* find_phone(std::string_view digits) {
        for (auto& [id, one] : people_)
            if (!one->bot && one->phone == digits)
                return one.get();
        return nullptr;
    }

    [[nodiscard]] person* find_username(std::string_view name) {
        const auto wanted = lower(name);
        for (auto& [id, one] : people_)
            if (!one->username.empty() && lower(one->username) == wanted)
                return one.get();
        return nullptr;
    }

    /// A new user.
    person& add_user(std::string phone, std::string first_name, std::string last_name) {
        while (people_.count(next_user_) != 0)
            ++next_user_;
        auto& user = add(next_user_++);
        user.phone = std::move(phone);
        user.first_name = std::move(first_name);
        user.last_name = std::move(last_name);
        return user;
    }

    /// The bot of a token, new if its id is; null when the id belongs to somebody else or the secret isn't the first one.
    [[nodiscard]] person* bot_of(const bot_token& token) {
        if (auto* known = find(token.id))
            return known->bot && known->token_secret == token.secret ? known : nullptr;
        auto& bot = add(token.id);
        bot.bot = true;
        bot.token_secret = token.secret;
        bot.first_name = "Bot " + std::to_string(token.id);
        bot.username = "bot" + std::to_string(token.id) + "_bot";
        return &bot;
    }

    /// What `viewer` has to show in order to name `target`: another number for each pair.
    [[nodiscard]] std::int64_t access_hash(std::int64_t viewer, std::int64_t target) const {
        std::uint8_t pair[16];
        store_le(pair, viewer);
        store_le(pair + 8, target);
        const auto hash = load_le<std::int64_t>(crypto::sha256({secret_, pair}).data());
        return hash == 0 ? 1 : hash;
    }

    /// Sends a message of a private chat; the first delivery is the sender's own copy.
    std::vector<delivery> send(person& from, person& to, const draft& message, std::int32_t date) {
        stored_message copy;
        copy.from = from.id;
        copy.peer = to.id;
        copy.outgoing = true;
        copy.silent = message.silent;
        copy.date = date;
        copy.text = message.text;
        copy.entities = message.entities;
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
        std::vector<delivery> done;
        done.push_back({from.id, from.box.add(std::move(copy))});
        done.push_back({to.id, to.box.add(std::move(other))});
        return done;
    }

    /// Marks a chat as read up to a message of the reader; the first delivery, if any, is the reader's.
    std::vector<delivery>
    read(person& reader, std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        std::vector<delivery> done;
        const auto event = reader.box.read_inbox(peer, max_id, date);
        if (!event)
            return done;
        done.push_back({reader.id, *event});
        auto* writer = find(peer);
        const auto* last = reader.box.find(event->message_id);
        if (writer == nullptr || writer->bot || last == nullptr)
            return done; // bots aren't told who read them
        if (const auto seen = writer->box.read_outbox(reader.id, last->twin_id, date))
            done.push_back({writer->id, *seen});
        return done;
    }

    [[nodiscard]] const std::map<std::int64_t, std::unique_ptr<person>>& people() const noexcept {
        return people_;
    }

private:
    person& add(std::int64_t id) {
        auto& place = people_[id];
        place = std::make_unique<person>();
        place->id = id;
        return *place;
    }

    std::array<std::uint8_t, 32> secret_;
    std::map<std::int64_t, std::unique_ptr<person>> people_;
    std::int64_t next_user_ = 1'000'001;
};

} // namespace awaitgram::testing
