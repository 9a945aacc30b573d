// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// An amount of stars, or of TON.
class star_amount {
public:
    constexpr star_amount() noexcept = default;
    explicit star_amount(const api::StarsAmount& raw) noexcept {
        if (const auto* stars = raw.get_if<api::starsAmount>()) {
            whole_ = stars->amount;
            nanos_ = stars->nanos;
        } else if (const auto* ton = raw.get_if<api::starsTonAmount>()) {
            whole_ = ton->amount / 1'000'000'000;
            nanos_ = static_cast<std::int32_t>(ton->amount % 1'000'000'000);
            ton_ = true;
        }
    }

    /// The whole stars or TON; negative for what was spent.
    [[nodiscard]] constexpr std::int64_t whole() const noexcept { return whole_; }
    /// The rest, in billionths, with the sign of the whole.
    [[nodiscard]] constexpr std::int32_t nanos() const noexcept { return nanos_; }
    /// Whether it is TON.
    [[nodiscard]] constexpr bool is_ton() const noexcept { return ton_; }

    friend constexpr bool operator==(star_amount, star_amount) noexcept = default;

private:
    std::int64_t whole_ = 0;
    std::int32_t nanos_ = 0;
    bool ton_ = false;
};

/// A payment in stars that an account made or received: a handle that keeps its data alive.
class star_transaction {
public:
    star_transaction(
        std::shared_ptr<const peer_map> peers, const api::starsTransaction& raw
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// Its identifier; for a payment to a bot the charge id that a refund needs.
    [[nodiscard]] std::string_view id() const noexcept { return raw_->id; }

    /// What was received, or spent where it is negative.
    [[nodiscard]] star_amount amount() const noexcept { return star_amount{raw_->amount}; }

    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }

    /// The user, bot or chat on the other side; 0 for a shop or another system.
    [[nodiscard]] std::int64_t other_id() const noexcept {
        const auto* other = raw_->peer.get_if<api::starsTransactionPeer>();
        return other != nullptr ? dialog_id(other->peer) : 0;
    }
    /// Its name; empty when unknown.
    [[nodiscard]] std::string other_name() const {
        return peers_ ? title_of(*peers_, other_id()) : std::string{};
    }

    /// Whether it gives back an earlier payment, or was given back.
    [[nodiscard]] bool refund() const noexcept { return raw_->refund; }
    [[nodiscard]] bool pending() const noexcept { return raw_->pending; }
    [[nodiscard]] bool failed() const noexcept { return raw_->failed; }

    /// What was paid for; empty when unknown.
    [[nodiscard]] std::string_view title() const noexcept {
        return raw_->title ? raw_->title->view() : std::string_view{};
    }

    /// The payload of the bot's invoice; empty for other payments.
    [[nodiscard]] std::string_view payload() const noexcept {
        if (!raw_->bot_payload)
            return {};
        const byte_view bytes = *raw_->bot_payload;
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    /// The transaction as Telegram's schema describes it.
    [[nodiscard]] const api::starsTransaction& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::starsTransaction* raw_;
};

} // namespace awaitgram
