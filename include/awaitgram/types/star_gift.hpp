// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A gift that can be sent for stars, or a unique one that was made of it: a handle that keeps its data alive.
class star_gift {
public:
    star_gift(std::shared_ptr<const peer_map> peers, const api::StarGift& raw) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// Its identifier in the catalogue; for a unique gift that of the gift that it was made of.
    [[nodiscard]] std::int64_t id() const noexcept {
        if (const auto* unique = raw_->get_if<api::starGiftUnique>())
            return unique->gift_id;
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr ? plain->id : 0;
    }

    /// Its price in stars; 0 for a unique one.
    [[nodiscard]] std::int64_t stars() const noexcept {
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr ? plain->stars : 0;
    }

    /// The stars that its receiver gets for it; 0 for a unique one.
    [[nodiscard]] std::int64_t convert_stars() const noexcept {
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr ? plain->convert_stars : 0;
    }

    /// Its title; empty for none.
    [[nodiscard]] std::string_view title() const noexcept {
        if (const auto* unique = raw_->get_if<api::starGiftUnique>())
            return unique->title;
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr && plain->title ? plain->title->view() : std::string_view{};
    }

    /// Whether only some exist.
    [[nodiscard]] bool limited() const noexcept {
        const auto* plain = raw_->get_if<api::starGift>();
        return plain == nullptr || plain->limited;
    }

    /// Whether none is left.
    [[nodiscard]] bool sold_out() const noexcept {
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr && plain->sold_out;
    }

    /// How many are left; 0 for one that is not limited.
    [[nodiscard]] std::int32_t left() const noexcept {
        const auto* plain = raw_->get_if<api::starGift>();
        return plain != nullptr ? plain->availability_remains.value_or(0) : 0;
    }

    /// Whether it is the only one of its kind, with a number and an owner.
    [[nodiscard]] bool unique() const noexcept { return raw_->is<api::starGiftUnique>(); }

    /// The name of a unique gift in links, `t.me/nft/NAME`; empty for others.
    [[nodiscard]] std::string_view slug() const noexcept {
        const auto* unique = raw_->get_if<api::starGiftUnique>();
        return unique != nullptr ? unique->slug.view() : std::string_view{};
    }

    /// The gift as Telegram's schema describes it.
    [[nodiscard]] const api::StarGift& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::StarGift* raw_;
};

/// A gift that a user or a channel has received: a handle that keeps its data alive.
class received_gift {
public:
    /// `owner` is the user or channel that has it.
    received_gift(
        std::shared_ptr<const peer_map> peers, const api::savedStarGift& raw, std::int64_t owner
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), owner_(owner) {}

    [[nodiscard]] star_gift gift() const noexcept { return {peers_, raw_->gift}; }

    /// The user or channel that has it.
    [[nodiscard]] std::int64_t owner_id() const noexcept { return owner_; }

    /// Who sent it; 0 for an unknown sender.
    [[nodiscard]] std::int64_t sender_id() const noexcept {
        return raw_->from_id ? dialog_id(*raw_->from_id) : 0;
    }
    /// The sender's name; empty when unknown.
    [[nodiscard]] std::string sender_name() const {
        return peers_ ? title_of(*peers_, sender_id()) : std::string{};
    }

    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }

    /// The text that came with it; empty for none.
    [[nodiscard]] std::string_view text() const noexcept {
        return raw_->message ? raw_->message->text.view() : std::string_view{};
    }

    /// Whether it is shown in its owner's profile.
    [[nodiscard]] bool shown() const noexcept { return !raw_->unsaved; }

    /// Whether it can become a unique gift.
    [[nodiscard]] bool can_be_upgraded() const noexcept { return raw_->can_upgrade; }

    /// The stars that its owner gets for it; 0 when it cannot be converted.
    [[nodiscard]] std::int64_t convert_stars() const noexcept {
        return raw_->convert_stars.value_or(0);
    }

    /// The message that brought it to a user; 0 for a gift to a channel.
    [[nodiscard]] std::int32_t message_id() const noexcept { return raw_->msg_id.value_or(0); }
    /// Its number among the gifts of a channel; 0 for a gift to a user.
    [[nodiscard]] std::int64_t saved_id() const noexcept { return raw_->saved_id.value_or(0); }

    /// The gift as Telegram's schema describes it.
    [[nodiscard]] const api::savedStarGift& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::savedStarGift* raw_;
    std::int64_t owner_;
};

} // namespace awaitgram
