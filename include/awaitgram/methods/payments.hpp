// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/bot_error.hpp> // IWYU pragma: export
#include <awaitgram/methods/invoice.hpp>   // IWYU pragma: export
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/offset_cursor.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/star_gift.hpp>
#include <awaitgram/types/star_transaction.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// Which payments are listed.
enum class payment_direction { both, received, spent };

/// How payments in stars are listed.
struct transaction_options {
    payment_direction direction = payment_direction::both;
    /// Whether the oldest comes first.
    bool oldest_first = false;
    /// Whether those in TON are listed, instead of those in stars.
    bool ton = false;
    /// The most transactions; 0 for all.
    std::int32_t limit = 0;
};

/// How a gift is sent.
struct gift_options {
    /// A text that is shown with it.
    text_ref text = {};
    /// Whether the sender's name is shown to the receiver alone.
    bool hide_name = false;
    /// Whether the receiver can make it unique without paying.
    bool with_upgrade = false;
    /// The most stars that may be paid: what `star_gift::stars` says, and the upgrade. None unless it is said.
    std::int64_t pay_up_to = 0;
};

/// Which received gifts are listed.
struct received_gift_options {
    /// Leaves out those that are not shown in the profile, or those that are.
    bool without_hidden = false;
    bool without_shown = false;
    bool without_unlimited = false;
    bool without_unique = false;
    /// Whether the most valuable come first, instead of the latest.
    bool by_value = false;
    /// The most gifts; 0 for all.
    std::int32_t limit = 0;
};

/// How a gift is upgraded or transferred.
struct gift_change_options {
    /// Whether the names of sender and receiver, and the text, stay on an upgraded gift.
    bool keep_details = false;
    /// The most stars that may be paid. None unless it is said.
    std::int64_t pay_up_to = 0;
};

/// What came of a payment.
class [[nodiscard]] payment_outcome {
public:
    payment_outcome() = default;
    /// A payment that waits for the user.
    explicit payment_outcome(std::string verification_url) noexcept
        : verification_url_(std::move(verification_url)) {}

    /// Whether it is paid.
    [[nodiscard]] bool paid() const noexcept { return verification_url_.empty(); }
    /// The page on which the user must confirm the payment, which is not made before; empty when it is paid.
    [[nodiscard]] const std::string& verification_url() const noexcept { return verification_url_; }

private:
    std::string verification_url_{};
};

static_assert(std::is_trivially_destructible_v<transaction_options>);
static_assert(std::is_trivially_destructible_v<gift_options>);
static_assert(std::is_trivially_destructible_v<received_gift_options>);
static_assert(std::is_trivially_destructible_v<gift_change_options>);

/// A reference to a received gift: the handle of it, or for a gift of the account itself the id of the message that brought it.
class gift_ref {
public:
    gift_ref(const received_gift& gift) noexcept
        : message_(gift.message_id()), saved_(gift.saved_id()), owner_(gift.owner_id()) {}
    constexpr gift_ref(std::int32_t message_id) noexcept : message_(message_id) {}

    [[nodiscard]] constexpr std::int32_t message_id() const noexcept { return message_; }
    /// The number of a gift of a channel; 0 for others.
    [[nodiscard]] constexpr std::int64_t saved_id() const noexcept { return saved_; }
    [[nodiscard]] constexpr std::int64_t owner_id() const noexcept { return owner_; }

private:
    std::int32_t message_ = 0;
    std::int64_t saved_ = 0;
    std::int64_t owner_ = 0;
};

static_assert(std::is_trivially_destructible_v<gift_ref>);

using star_transactions = offset_cursor<star_transaction>;
using received_gifts = offset_cursor<received_gift>;

/// Methods about payments, stars and gifts.
///
/// Common to all: rpc_error when Telegram refuses; std::system_error when the link breaks, or with bot_errc or text_errc; peer_error
/// when a chat cannot be reached. Cancels: what was asked for may have been done nevertheless; nothing to undo for those that only ask.
class payment_methods : public virtual method_base {
public:
    /// Sends an invoice of the bot, and returns the message. When a user is about to pay, the bot gets a pre_checkout_query, which it
    /// must answer within 10 seconds; then a message with the payment.
    ///
    /// Raw method: messages.sendMedia with inputMediaInvoice (bots).
    /// Errors:     as above; bot_errc::invalid_invoice, invalid_payload, no_price.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    send_invoice(chat_ref chat, const invoice& what, send_options options = {}) const;

    /// A link by which anyone can pay.
    ///
    /// Raw method: payments.exportInvoice (bots).
    /// Errors:     as above; bot_errc::invalid_invoice, invalid_payload, no_price.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::string> create_invoice_link(const invoice& what) const;

    /// Gives the stars of a payment back to the user; `charge_id` is the one of the message with the payment, or of the transaction.
    ///
    /// Raw method: payments.refundStarsCharge (bots).
    /// Errors:     rpc_error with CHARGE_ALREADY_REFUNDED or CHARGE_ID_INVALID.
    /// Cancels:    the stars may have been given back nevertheless.
    [[nodiscard]] awaitable<void>
    refund_star_payment(chat_ref user, std::string_view charge_id) const;

    /// Pays an invoice in stars: that of a message, or of a link such as `https://t.me/$...`. No more than `pay_up_to` stars, such as the
    /// price that the user has agreed to.
    ///
    /// Raw method: payments.getPaymentForm (users) and payments.sendStarsForm (users).
    /// Errors:     std::system_error with bot_errc::price_too_high above `pay_up_to`, and with bot_errc::not_in_stars for other
    ///             currencies, before anything is paid; rpc_error with BALANCE_TOO_LOW.
    /// Cancels:    it may have been paid nevertheless.
    [[nodiscard]] awaitable<payment_outcome>
    pay_invoice(chat_ref chat, std::int32_t message_id, std::int64_t pay_up_to) const;
    [[nodiscard]] awaitable<payment_outcome>
    pay_invoice_link(std::string_view link, std::int64_t pay_up_to) const;

    /// The stars of the account, or of a bot or channel that belongs to it.
    ///
    /// Raw method: payments.getStarsStatus.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<star_amount> get_stars_balance(chat_ref owner = "me") const;
    /// The TON of the account, or of a bot or channel that belongs to it.
    ///
    /// Raw method: payments.getStarsStatus.
    /// Errors, Cancels: as `get_stars_balance`.
    [[nodiscard]] awaitable<star_amount> get_ton_balance(chat_ref owner = "me") const;

    /// The payments in stars of the account, or of a bot or channel that belongs to it, latest first.
    ///
    /// Raw method: payments.getStarsTransactions.
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::star_transactions
    star_transactions(chat_ref owner = "me", transaction_options options = {}) const;

    /// The gifts that can be sent.
    ///
    /// Raw method: payments.getStarGifts.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<star_gift>> get_star_gifts() const;

    /// Buys a gift of the catalogue for a user or a channel: `send_gift(to, gift.id(), {.pay_up_to = gift.stars()})`.
    ///
    /// Raw method: payments.getPaymentForm and payments.sendStarsForm.
    /// Errors:     rpc_error with STARGIFT_USAGE_LIMITED when none is left, or BALANCE_TOO_LOW; std::system_error with
    ///             bot_errc::price_too_high before anything is paid.
    /// Cancels:    it may have been paid nevertheless.
    [[nodiscard]] awaitable<payment_outcome>
    send_gift(chat_ref to, std::int64_t gift_id, gift_options options = {}) const;

    /// The gifts that the account, or another user or a channel, has received.
    ///
    /// Raw method: payments.getSavedStarGifts.
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::received_gifts
    received_gifts(chat_ref owner = "me", received_gift_options options = {}) const;

    /// Shows a received gift in the profile, or hides it.
    ///
    /// Raw method: payments.saveStarGift.
    /// Errors:     as above; MESSAGE_ID_INVALID for one that is not the account's.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> save_gift(gift_ref gift) const;
    [[nodiscard]] awaitable<void> hide_gift(gift_ref gift) const;

    /// Turns a received gift into stars; it is gone then.
    ///
    /// Raw method: payments.convertStarGift.
    /// Errors:     rpc_error with STARGIFT_ALREADY_CONVERTED or STARGIFT_CONVERT_TOO_OLD.
    /// Cancels:    it may have been turned into stars nevertheless.
    [[nodiscard]] awaitable<void> convert_gift(gift_ref gift) const;

    /// Makes a received gift unique. Where its sender has not paid for that, it is paid in stars, as the options
    /// allow.
    ///
    /// Raw method: payments.upgradeStarGift, or payments.getPaymentForm and payments.sendStarsForm.
    /// Errors:     as for `pay_invoice`.
    /// Cancels:    it may have been paid and upgraded nevertheless.
    [[nodiscard]] awaitable<payment_outcome>
    upgrade_gift(gift_ref gift, gift_change_options options = {}) const;

    /// Gives a unique gift to a user or a channel. Where that is not free, it is paid in stars, as the options
    /// allow.
    ///
    /// Raw method: payments.transferStarGift, or payments.getPaymentForm and payments.sendStarsForm.
    /// Errors:     as for `pay_invoice`; rpc_error with STARGIFT_TRANSFER_TOO_EARLY.
    /// Cancels:    it may have been paid and given away nevertheless.
    [[nodiscard]] awaitable<payment_outcome>
    transfer_gift(gift_ref gift, chat_ref to, gift_change_options options = {}) const;

protected:
    payment_methods() = default;
    ~payment_methods() = default;
};

} // namespace awaitgram
