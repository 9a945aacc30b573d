// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/user_status.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

class text; // text/text.hpp
struct self_info;

/// A user or bot: a handle, cheap to copy, that keeps its data alive.
///
/// What came with a message can be incomplete: see `complete`. Texts it returns live as long as any copy of it.
class user {
public:
    /// An empty user, for completion tokens that need one before there is a result.
    user() : user(api::user{}) {}

    /// A user inside of a larger object, which `peers` keeps alive. `account` is the one that acts on it, or null.
    user(
        std::shared_ptr<const peer_map> peers,
        const api::user& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    /// A user on its own.
    explicit user(api::user raw, const self_info* account = nullptr) : account_(account) {
        const auto holder = std::make_shared<peer_map_of<api::user>>(std::move(raw));
        raw_ = &holder->kept;
        peers_ = holder;
    }

    /// The user with an id among those that came along; nothing when it did not.
    [[nodiscard]] static std::optional<user> among(
        const std::shared_ptr<const peer_map>& peers,
        std::int64_t id,
        const self_info* account = nullptr
    ) {
        const auto* known = peers ? peers->user(id) : nullptr;
        return known != nullptr ? std::optional{user{peers, *known, account}} : std::nullopt;
    }

    /// The id, which is that of the private chat, too.
    [[nodiscard]] std::int64_t id() const noexcept { return raw_->id; }
    [[nodiscard]] std::string_view first_name() const noexcept { return view_of(raw_->first_name); }
    /// Empty for none.
    [[nodiscard]] std::string_view last_name() const noexcept { return view_of(raw_->last_name); }
    /// The first and last name; empty for deleted accounts.
    [[nodiscard]] std::string full_name() const { return name_of(*raw_); }
    /// The first of the names that it can be addressed by, without the @; empty for none.
    [[nodiscard]] std::string_view username() const noexcept;
    /// All names that it can be addressed by, without the @.
    [[nodiscard]] std::vector<std::string_view> usernames() const;
    /// Digits without the +; empty when it is hidden.
    [[nodiscard]] std::string_view phone() const noexcept { return view_of(raw_->phone); }
    /// The language of its app, such as `de`; empty when unknown. Telegram tells bots.
    [[nodiscard]] std::string_view language() const noexcept { return view_of(raw_->lang_code); }

    [[nodiscard]] bool is_bot() const noexcept { return raw_->bot; }
    /// Whether it is the account itself.
    [[nodiscard]] bool is_self() const noexcept { return raw_->self; }
    [[nodiscard]] bool is_contact() const noexcept { return raw_->contact; }
    /// Whether each of both has the other among the contacts.
    [[nodiscard]] bool is_mutual_contact() const noexcept { return raw_->mutual_contact; }
    [[nodiscard]] bool is_close_friend() const noexcept { return raw_->close_friend; }
    /// Whether the account was deleted.
    [[nodiscard]] bool deleted() const noexcept { return raw_->deleted; }
    [[nodiscard]] bool premium() const noexcept { return raw_->premium; }
    [[nodiscard]] bool verified() const noexcept { return raw_->verified; }
    /// Whether Telegram marks it as a scam.
    [[nodiscard]] bool scam() const noexcept { return raw_->scam; }
    /// Whether Telegram marks it as an impostor.
    [[nodiscard]] bool fake() const noexcept { return raw_->fake; }
    /// Whether it belongs to Telegram's support.
    [[nodiscard]] bool support() const noexcept { return raw_->support; }
    /// Whether Telegram restricts access to it; `raw()->restriction_reason` says why.
    [[nodiscard]] bool restricted() const noexcept { return raw_->restricted; }
    [[nodiscard]] bool has_photo() const noexcept {
        return raw_->photo && raw_->photo->is<api::userProfilePhoto>();
    }

    /// What is known about the last time that it was online; `unknown` for bots.
    [[nodiscard]] online_status status() const noexcept {
        return raw_->status ? status_of(*raw_->status) : online_status::unknown;
    }
    /// When a user who is offline was online last; nothing when that is vague on purpose.
    [[nodiscard]] std::optional<time_point> was_online() const noexcept {
        const auto* offline =
            raw_->status ? raw_->status->get_if<api::userStatusOffline>() : nullptr;
        return offline ? std::optional{from_unix(offline->was_online)} : std::nullopt;
    }

    /// The full name as a text that mentions it.
    [[nodiscard]] awaitgram::text mention() const;
    /// Some words as a text that mentions it.
    [[nodiscard]] awaitgram::text mention(std::string_view words) const;
    /// Its link, `https://t.me/name`; without a username `tg://user?id=...`, which works for those who have met it.
    [[nodiscard]] std::string link() const;

    /// Whether all of it came along. Messages of large groups show no more than the names; `get_user` tells the rest.
    [[nodiscard]] bool complete() const noexcept { return !raw_->min; }

    /// The user as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::user* raw() const noexcept { return raw_; }
    /// The account that acts on it; null for none.
    [[nodiscard]] const self_info* account() const noexcept { return account_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    [[nodiscard]] static std::string_view view_of(const tl::opt<tl::string>& value) noexcept {
        return value ? value->view() : std::string_view{};
    }

    std::shared_ptr<const peer_map> peers_;
    const api::user* raw_;
    const self_info* account_;
};

} // namespace awaitgram
