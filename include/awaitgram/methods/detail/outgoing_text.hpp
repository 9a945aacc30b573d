// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/text/detail/clean.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/wire.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// A text as requests have it.
struct outgoing_text {
    tl::string chars{};
    tl::vector<api::MessageEntity> entities{};

    /// Moves it into a request.
    template <class Request>
    void put_into(Request& request) {
        request.message = std::move(chars);
        if (!entities.empty())
            request.entities = std::move(entities);
    }
};

/// Whether a message may be without a text: the caption of media may.
enum class empty_text { refused, allowed };

/// Telegram cuts off what is behind this number of bytes.
inline constexpr std::size_t most_text_bytes = 35'000;

[[noreturn]] inline void refuse_text(text_errc code) {
    throw std::system_error(make_error_code(code), "the text of a message");
}

/// Normalises a text that is sent.
///
/// Errors: std::system_error with text_errc.
[[nodiscard]] inline outgoing_text
read_text(const text_ref& content, empty_text empty = empty_text::refused) {
    outgoing_text outgoing;
    const auto chars = content.chars();
    if (content.formatted() == nullptr && clean_until(chars) == chars.size()) {
        // Most texts are like this, and are copied once.
        if (utf8_until(chars) != chars.size())
            refuse_text(text_errc::not_utf8);
        outgoing.chars = without_outer_blanks(chars);
    } else if (const auto ready = normalised(content)) {
        outgoing.chars = ready->str();
        if (!ready->entities().empty())
            outgoing.entities = to_wire(*ready);
    } else if (ready.error() != text_errc::empty) {
        refuse_text(ready.error());
    }
    if (outgoing.chars.empty() && empty == empty_text::refused)
        refuse_text(text_errc::empty);
    if (outgoing.chars.size() > most_text_bytes)
        refuse_text(text_errc::too_long);
    return outgoing;
}

/// The user of a mention who is known by id alone; null for other entities.
[[nodiscard]] inline api::inputUser* mentioned_user(api::MessageEntity& entity) noexcept {
    auto* mention = entity.get_if<api::inputMessageEntityMentionName>();
    auto* user = mention != nullptr ? mention->user_id.get_if<api::inputUser>() : nullptr;
    return user != nullptr && user->access_hash == 0 ? user : nullptr;
}

/// Whether `with_mentioned_users` has something to do.
[[nodiscard]] inline bool has_mentioned_user(outgoing_text& outgoing) noexcept {
    for (auto& each : outgoing.entities)
        if (mentioned_user(each) != nullptr)
            return true;
    return false;
}

/// Gives the users of mentions the access hashes that are known of them. Of others only a bot may mention whom it has met; an account
/// sends their names as mere text, which Telegram would refuse otherwise.
[[nodiscard]] inline awaitable<outgoing_text> with_mentioned_users(
    outgoing_text outgoing, const self_info* account, std::shared_ptr<const peer_map> peers
) {
    const auto access = account->access;
    const auto* users = peers ? peers->users : nullptr;
    tl::vector<api::MessageEntity> kept;
    for (auto& each : outgoing.entities) {
        if (auto* user = mentioned_user(each)) {
            if (user->user_id == account->id) {
                each.get_if<api::inputMessageEntityMentionName>()->user_id = api::inputUserSelf{};
            } else {
                const auto peer = co_await resolve_input_peer(
                    *access.session, user->user_id, users, nullptr, access.recent
                );
                if (const auto* known = peer.get_if<api::inputPeerUser>())
                    user->access_hash = known->access_hash;
                if (user->access_hash == 0 && !account->is_bot)
                    continue;
            }
        }
        kept.push_back(std::move(each));
    }
    outgoing.entities = std::move(kept);
    co_return outgoing;
}

} // namespace awaitgram::detail
