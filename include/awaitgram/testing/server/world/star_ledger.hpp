// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// An invoice of a bot, which a message or a link offers.
struct sold_invoice {
    std::int64_t bot{};
    api::inputMediaInvoice media{};

    [[nodiscard]] std::int64_t total() const {
        std::int64_t sum = 0;
        for (const auto& part : media.invoice.prices)
            sum += part.amount;
        return sum;
    }
};

/// A payment as one of its sides sees it.
struct star_entry {
    std::string id{};
    /// Received stars; spent ones are negative.
    std::int64_t amount{};
    std::int32_t date{};
    /// The account on the other side, or 0.
    std::int64_t other{};
    std::string title{};
    tl::bytes payload{};
    bool refund = false;
};

/// A payment to a bot.
struct star_charge {
    std::int64_t payer{};
    std::int64_t bot{};
    std::int64_t amount{};
    tl::bytes payload{};
    std::string title{};
    bool refunded = false;
};

/// A form that an account has asked for, to pay by it once.
struct star_form {
    std::int64_t payer{};
    std::int64_t amount{};
    std::int32_t date{};
    bool used = false;
    /// Whether the bot has said whether it may be paid, and whether it was.
    bool answered = false;
    bool paid = false;
    /// Why the bot refuses.
    std::string problem{};
    /// What is paid for: the invoice of a bot, or else a gift.
    std::shared_ptr<const sold_invoice> invoice{};
    api::InputInvoice asked{};
};

/// A gift that an account has received.
struct owned_gift {
    api::savedStarGift saved{};
    bool prepaid_upgrade = false;
};

/// The stars of all accounts, what they were paid for, and gifts.
class star_ledger {
public:
    [[nodiscard]] std::int64_t& balance(std::int64_t account) { return balances_[account]; }
    /// The payments of an account, oldest first.
    [[nodiscard]] std::vector<star_entry>& entries(std::int64_t account) {
        return entries_[account];
    }

    /// Moves stars from one account to another; 0 stands for Telegram.
    void move(
        std::int64_t from,
        std::int64_t to,
        std::int64_t amount,
        const std::string& id,
        std::int32_t date,
        const std::string& title,
        const tl::bytes& payload,
        bool refund = false
    ) {
        if (from != 0) {
            balance(from) -= amount;
            entries(from).push_back({id, -amount, date, to, title, payload, refund});
        }
        if (to != 0) {
            balance(to) += amount;
            entries(to).push_back({id, amount, date, from, title, payload, refund});
        }
    }

    [[nodiscard]] std::map<std::string, star_charge>& charges() noexcept { return charges_; }
    [[nodiscard]] std::map<std::int64_t, star_form>& forms() noexcept { return forms_; }
    /// The forms whose bots were asked, by the ids of the queries.
    [[nodiscard]] std::map<std::int64_t, std::int64_t>& checkouts() noexcept { return checkouts_; }
    [[nodiscard]] std::map<std::string, std::shared_ptr<const sold_invoice>>& links() noexcept {
        return links_;
    }

    /// The gifts that can be bought.
    [[nodiscard]] std::vector<api::starGift>& catalogue() noexcept { return catalogue_; }
    [[nodiscard]] api::starGift* find_gift(std::int64_t id) {
        for (auto& each : catalogue_)
            if (each.id == id)
                return &each;
        return nullptr;
    }
    /// Adds a gift to the catalogue; `left` is negative for one that is not limited.
    void add_gift(std::int64_t id, std::int64_t stars, std::int32_t left = -1) {
        api::starGift gift;
        gift.id = id;
        gift.stars = stars;
        gift.convert_stars = stars * 4 / 5;
        gift.upgrade_stars = 25;
        gift.sticker = api::documentEmpty{};
        if (left >= 0) {
            gift.limited = true;
            gift.availability_remains = left;
            gift.availability_total = left;
        }
        catalogue_.push_back(std::move(gift));
    }
    /// The gifts of an account, oldest first.
    [[nodiscard]] std::vector<owned_gift>& gifts(std::int64_t account) { return gifts_[account]; }

private:
    std::map<std::int64_t, std::int64_t> balances_;
    std::map<std::int64_t, std::vector<star_entry>> entries_;
    std::map<std::string, star_charge> charges_;
    std::map<std::int64_t, star_form> forms_;
    std::map<std::int64_t, std::int64_t> checkouts_;
    std::map<std::string, std::shared_ptr<const sold_invoice>> links_;
    std::vector<api::starGift> catalogue_;
    std::map<std::int64_t, std::vector<owned_gift>> gifts_;
};

/// A service message as an account sees it: a payment tells the bot more than the user.
[[nodiscard]] inline api::MessageAction
shown_action(const api::MessageAction& action, bool to_a_bot) {
    const auto* paid = action.get_if<api::messageActionPaymentSentMe>();
    if (paid == nullptr || to_a_bot)
        return action;
    api::messageActionPaymentSent shown;
    shown.currency = paid->currency;
    shown.total_amount = paid->total_amount;
    return shown;
}

} // namespace awaitgram::testing
