// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/impl/test_user_acts.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/world/star_ledger.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace awaitgram::testing {

AWAITGRAM_DECL result<std::int64_t, std::string>
player::pay(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id) {
    auto& accounts = machine_.accounts();
    auto* self = accounts.find(account_id);
    if (self == nullptr)
        return no_account(account_id);
    const auto* message = message_in(accounts, *self, dialog, message_id);
    if (message == nullptr || !message->extras || !message->extras->invoice)
        return problem("message " + std::to_string(message_id) + " is no invoice");
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::inputInvoiceMessage invoice;
    invoice.peer = *peer;
    invoice.msg_id = message_id;
    api::payments::getPaymentForm asked;
    asked.invoice = invoice;
    const auto form = call(account_id, asked);
    if (!form)
        return failure{form.error()};
    api::payments::sendStarsForm sent;
    sent.form_id = form->visit([](const auto& one) { return one.form_id; });
    sent.invoice = invoice;
    auto& balance = accounts.stars().balance(account_id);
    balance = std::max(balance, accounts.stars().forms()[sent.form_id].amount);
    const auto paid = call(account_id, sent);
    if (!paid && !accounts.stars().forms()[sent.form_id].used)
        return failure{paid.error()};
    return sent.form_id; // the bot's answer comes later
}

AWAITGRAM_DECL payment_result player::payment(std::int64_t form) const {
    payment_result outcome;
    auto& forms = machine_.accounts().stars().forms();
    if (const auto known = forms.find(form); known != forms.end()) {
        outcome.answered = known->second.answered;
        outcome.paid = known->second.paid;
        outcome.problem = known->second.problem;
    }
    return outcome;
}

AWAITGRAM_DECL payment_result test_user::pays(const seen_message& invoice) {
    const auto form = home_->play([&](player& by) {
        return detail::demand(by.pay(id_, invoice.chat, invoice.id));
    });
    return answer_of([form](player& by) { return by.payment(form); });
}

} // namespace awaitgram::testing
