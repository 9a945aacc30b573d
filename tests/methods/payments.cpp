// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/methods/payments.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"
#include "noting_account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<payment_methods>;

namespace {

using names = std::vector<std::string>;
template <class Request>
using noting_account = tests::noting_account<payment_methods, Request>;

api::payments::PaymentForm gift_form(std::int64_t id, std::int64_t stars) {
    api::payments::paymentFormStarGift form{};
    form.form_id = id;
    form.invoice.currency = "XTR";
    api::labeledPrice part{};
    part.label = "gift";
    part.amount = stars;
    form.invoice.prices.push_back(std::move(part));
    return form;
}

api::payments::PaymentResult paid() {
    api::payments::paymentResult result{};
    result.updates = api::updates_{};
    return result;
}

/// A payment that is made at once.
awaitable<void> paying(awaitable<payment_outcome> pending) {
    const auto outcome = co_await std::move(pending);
    CHECK(outcome.paid());
    CHECK(outcome.verification_url().empty());
}

struct gift_scene {
    explicit gift_scene(tests::script& steps) : me(steps) {
        me.calls.answer<api::payments::getPaymentForm>(gift_form(3, 15));
        me.calls.answer<api::payments::sendStarsForm>(paid());
    }

    awaitable<void> run() {
        const auto outcome =
            co_await me.send_gift(5, 900, {.text = "for you", .hide_name = true, .pay_up_to = 15});
        CHECK(outcome.paid());
        done = true;
    }
    void check() { CHECK(done); }

    account me;
    bool done = false;
};

/// Two pages of three transactions.
api::payments::starsStatus transactions_after(const api::payments::getStarsTransactions& asked) {
    api::payments::starsStatus page{};
    page.balance = api::starsAmount{};
    tl::vector<api::starsTransaction> history;
    const auto add = [&history](const char* id, std::int64_t amount) {
        api::starsTransaction one{};
        one.id = id;
        api::starsAmount stars{};
        stars.amount = amount;
        one.amount = stars;
        api::starsTransactionPeer from{};
        from.peer = api::peerUser{.user_id = 5};
        one.peer = std::move(from);
        history.push_back(std::move(one));
    };
    if (asked.offset.empty()) {
        add("a", 50);
        add("b", -20);
        page.next_offset = "page 2: {}";
    } else {
        CHECK(asked.offset == "page 2: {}");
        add("c", 1);
    }
    page.history = std::move(history);
    return page;
}

struct transactions_scene {
    explicit transactions_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::payments::getStarsTransactions>(transactions_after);
    }

    awaitable<void> run() {
        ids.clear();
        for (auto all = me.star_transactions(5); const auto one = co_await all.next();)
            ids.emplace_back(one->id());
    }
    void check() { CHECK(ids == names{"a", "b", "c"}); }

    account me;
    names ids{};
};

} // namespace

TEST_CASE("sending a gift survives a failure and a cancellation at each step") {
    CHECK(
        tests::replay<gift_scene>() ==
        names{"peer", "payments.getPaymentForm", "payments.sendStarsForm"}
    );
}

TEST_CASE("walking through payments survives a failure and a cancellation at each step") {
    CHECK(
        tests::replay<transactions_scene>() ==
        names{"peer", "payments.getStarsTransactions", "peer", "payments.getStarsTransactions"}
    );
}

TEST_CASE("after a failure the same payment comes with the next call, and a limit ends the list") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::payments::getStarsTransactions>(transactions_after);
    tests::run([&]() -> awaitable<void> {
        auto all = me.star_transactions(
            5, {.direction = payment_direction::received, .oldest_first = true, .limit = 3}
        );
        const auto first = co_await all.next();
        REQUIRE(first);
        CHECK(first->amount().whole() == 50);
        CHECK(first->other_id() == 5);
        CHECK_FALSE(first->refund());
        const auto second = co_await all.next();
        CHECK(second->amount().whole() == -20);
        me.calls.answer_with<api::payments::getStarsTransactions>(
            [](const auto& asked) -> api::payments::starsStatus {
                CHECK(asked.inbound);
                CHECK_FALSE(asked.outbound);
                CHECK(asked.ascending);
                CHECK(asked.limit == 1);
                throw rpc_error{500, "INTERNAL"};
            }
        );
        auto refused = false;
        try {
            (void)co_await all.next();
        } catch (const rpc_error&) {
            refused = true;
        }
        CHECK(refused);
        me.calls.answer_with<api::payments::getStarsTransactions>(transactions_after);
        const auto third = co_await all.next();
        REQUIRE(third);
        CHECK(third->id() == "c");
        const auto none = co_await all.next();
        CHECK_FALSE(none);
    });
}

TEST_CASE("a page that leads to itself ends the list") {
    tests::script steps;
    account me{steps};
    auto pages = 0;
    me.calls.answer_with<api::payments::getStarsTransactions>([&pages](const auto&) {
        api::payments::starsStatus page{};
        page.balance = api::starsAmount{};
        page.next_offset = "same";
        REQUIRE(++pages < 5);
        return page;
    });
    tests::run([&]() -> awaitable<void> {
        auto all = me.star_transactions();
        const auto none = co_await all.next();
        CHECK_FALSE(none);
    });
    CHECK(pages == 2);
}

TEST_CASE("an invoice in stars has no provider, and its price is a sum") {
    api::updates_ all{};
    noting_account<api::messages::sendMedia> bot{all};
    const auto keys = inline_keyboard().row(awaitgram::link("more", "https://a.b"));

    const auto& sent = bot.after([&]() -> awaitable<void> {
        (void)co_await bot.me.send_invoice(
            5,
            invoice("Coffee", "A cup of coffee", "order 15").price("cup", 40).price("milk", 10),
            {.silent = true, .keyboard = keys}
        );
    });

    CHECK(sent.silent);
    CHECK(sent.random_id != 0);
    CHECK(sent.reply_markup);
    const auto* media = sent.media.get_if<api::inputMediaInvoice>();
    REQUIRE(media);
    CHECK(media->title == "Coffee");
    CHECK(media->payload == tl::bytes{"order 15"});
    CHECK(media->invoice.currency == "XTR");
    CHECK(media->invoice.prices.size() == 2);
    REQUIRE(media->provider);
    CHECK(media->provider->empty());
    CHECK(invoice("a", "b", "c").price("d", 40).price("e", 10).total() == 50);
}

TEST_CASE("an invoice asks for what the goods need") {
    api::payments::exportedInvoice exported{};
    exported.url = "https://t.me/$abc";
    noting_account<api::payments::exportInvoice> bot{exported};

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto url = co_await bot.me.create_invoice_link(invoice("Book", "A book", "book 1")
                                                                 .in("EUR", "provider token")
                                                                 .price("book", 1999)
                                                                 .photo("https://a.b/c.jpg")
                                                                 .ask_name()
                                                                 .ask_phone()
                                                                 .ask_email()
                                                                 .ask_address()
                                                                 .flexible()
                                                                 .start_parameter("book")
                                                                 .provider_data("{\"a\":1}"));
        CHECK(url == "https://t.me/$abc");
    });

    const auto* media = asked.invoice_media.get_if<api::inputMediaInvoice>();
    REQUIRE(media);
    const auto& raw = media->invoice;
    CHECK(raw.currency == "EUR");
    CHECK(media->provider->view() == "provider token");
    CHECK(raw.name_requested);
    CHECK(raw.phone_requested);
    CHECK(raw.email_requested);
    CHECK(raw.shipping_address_requested);
    CHECK(raw.flexible);
    CHECK(media->photo->url == "https://a.b/c.jpg");
    CHECK(media->start_param->view() == "book");
    CHECK(media->provider_data.data == "{\"a\":1}");
    CHECK(
        *invoice("a", "b", "c").price("d", 1).every(720h).raw().invoice.subscription_period ==
        2'592'000
    );
}

TEST_CASE("an invoice that Telegram does not allow is refused before anything is sent") {
    const auto code = [](const invoice& what) {
        try {
            static_cast<void>(what.raw());
        } catch (const std::system_error& error) {
            return error.code();
        }
        return std::error_code{};
    };

    CHECK(code(invoice("a", "b", "c").price("d", 1)) == std::error_code{});
    CHECK(code(invoice("", "b", "c").price("d", 1)) == bot_errc::invalid_invoice);
    CHECK(code(invoice(std::string(33, 'a'), "b", "c").price("d", 1)) == bot_errc::invalid_invoice);
    CHECK(code(invoice("a", "", "c").price("d", 1)) == bot_errc::invalid_invoice);
    CHECK(code(invoice("a", "b", "").price("d", 1)) == bot_errc::invalid_payload);
    CHECK(
        code(invoice("a", "b", std::string(129, 'c')).price("d", 1)) == bot_errc::invalid_payload
    );
    CHECK(code(invoice("a", "b", "c")) == bot_errc::no_price);
}

TEST_CASE("a payment in stars is given back") {
    api::updates_ all{};
    noting_account<api::payments::refundStarsCharge> bot{all};

    const auto& asked = bot.after([&] { return bot.me.refund_star_payment(5, "charge 1"); });
    CHECK(asked.charge_id == "charge 1");
    CHECK(asked.user_id.get_if<api::inputUser>()->access_hash == 50);
}

TEST_CASE("balances are of stars or of TON") {
    api::payments::starsStatus status{};
    api::starsAmount stars{};
    stars.amount = 12;
    stars.nanos = 500'000'000;
    status.balance = stars;
    noting_account<api::payments::getStarsStatus> user{status};
    const auto& asked = user.after([&]() -> awaitable<void> {
        const auto balance = co_await user.me.get_stars_balance(5);
        CHECK(balance.whole() == 12);
        CHECK(balance.nanos() == 500'000'000);
        CHECK_FALSE(balance.is_ton());
    });
    CHECK_FALSE(asked.ton);

    api::starsTonAmount ton{};
    ton.amount = 2'500'000'000;
    status.balance = ton;
    noting_account<api::payments::getStarsStatus> other{status};
    const auto& with_ton = other.after([&]() -> awaitable<void> {
        const auto balance = co_await other.me.get_ton_balance(5);
        CHECK(balance.whole() == 2);
        CHECK(balance.nanos() == 500'000'000);
        CHECK(balance.is_ton());
    });
    CHECK(with_ton.ton);
}

TEST_CASE("the form of a gift is fetched and sent at once, again when it has expired") {
    noting_account<api::payments::sendStarsForm> user{paid()};
    auto forms = 0;
    api::InputInvoice invoice;
    user.me.calls.answer_with<api::payments::getPaymentForm>([&](const auto& asked) {
        invoice = asked.invoice;
        return gift_form(++forms, 15);
    });
    const auto& sent = user.after([&] {
        return paying(user.me.send_gift(5, 900, {.text = "hi", .pay_up_to = 15}));
    });
    CHECK(sent.form_id == 1);
    const auto* gift = invoice.get_if<api::inputInvoiceStarGift>();
    REQUIRE(gift);
    CHECK(gift->gift_id == 900);
    CHECK(gift->message->text == "hi");
    CHECK(sent.invoice.is<api::inputInvoiceStarGift>());

    std::vector<std::int64_t> tried;
    user.me.calls.answer_with<api::payments::sendStarsForm>(
        [&tried](const auto& asked) -> api::payments::PaymentResult {
            tried.push_back(asked.form_id);
            if (tried.size() == 1)
                throw rpc_error{400, "FORM_EXPIRED"};
            return paid();
        }
    );
    tests::run([&] { return paying(user.me.send_gift(5, 900, {.pay_up_to = 15})); });
    CHECK(tried == std::vector<std::int64_t>{2, 3});

    user.me.calls.answer_with<api::payments::sendStarsForm>(
        [](const auto&) -> api::payments::PaymentResult {
            throw rpc_error{400, "FORM_SUBMIT_DUPLICATE"};
        }
    );
    tests::run([&] { return paying(user.me.send_gift(5, 900, {.pay_up_to = 15})); });
    user.me.calls.answer_with<api::payments::sendStarsForm>(
        [](const auto&) -> api::payments::PaymentResult {
            throw rpc_error{400, "BALANCE_TOO_LOW"};
        }
    );
    CHECK_THROWS_AS(
        tests::run([&] { return paying(user.me.send_gift(5, 900, {.pay_up_to = 15})); }), rpc_error
    );
}

TEST_CASE("nothing is paid above a limit, and nothing in another currency") {
    noting_account<api::payments::sendStarsForm> user{paid()};
    user.me.calls.answer<api::payments::getPaymentForm>(gift_form(1, 15));
    CHECK(tests::error_of([&] {
              return paying(user.me.send_gift(5, 900, {.pay_up_to = 14}));
          }) == bot_errc::price_too_high);
    api::payments::paymentForm euros{};
    euros.invoice.currency = "EUR";
    user.me.calls.answer<api::payments::getPaymentForm>(euros);
    CHECK(tests::error_of([&] {
              return paying(user.me.pay_invoice(5, 40, 15));
          }) == bot_errc::not_in_stars);
    CHECK(user.count == 0);
}

TEST_CASE("nothing is paid without a limit") {
    noting_account<api::payments::sendStarsForm> user{paid()};
    user.me.calls.answer<api::payments::getPaymentForm>(gift_form(1, 15));
    CHECK(tests::error_of([&] {
              return paying(user.me.send_gift(5, 900));
          }) == bot_errc::price_too_high);
    user.me.calls.answer_with<api::payments::upgradeStarGift>([](const auto&) -> api::Updates {
        throw rpc_error{400, "PAYMENT_REQUIRED"};
    });
    CHECK(tests::error_of([&] {
              return paying(user.me.upgrade_gift(40));
          }) == bot_errc::price_too_high);
    CHECK(user.count == 0);
}

TEST_CASE("a payment that the user must confirm on a page is not paid, and tells the page") {
    api::payments::paymentVerificationNeeded waits{};
    waits.url = "https://bank.example/confirm";
    noting_account<api::payments::sendStarsForm> user{waits};
    user.me.calls.answer<api::payments::getPaymentForm>(gift_form(1, 15));
    user.me.calls.answer_with<api::payments::upgradeStarGift>([](const auto&) -> api::Updates {
        throw rpc_error{400, "PAYMENT_REQUIRED"};
    });
    (void)user.after([&]() -> awaitable<void> {
        const auto invoice = co_await user.me.pay_invoice(5, 40, 15);
        CHECK_FALSE(invoice.paid());
        CHECK(invoice.verification_url() == "https://bank.example/confirm");
        const auto upgrade = co_await user.me.upgrade_gift(40, {.pay_up_to = 15});
        CHECK_FALSE(upgrade.paid());
    });
    noting_account<api::payments::sendStarsForm> nowhere{
        api::payments::paymentVerificationNeeded{}};
    nowhere.me.calls.answer<api::payments::getPaymentForm>(gift_form(1, 15));
    CHECK(tests::error_of([&] {
              return paying(nowhere.me.pay_invoice(5, 40, 15));
          }) == rpc::errc::malformed_answer);
}

TEST_CASE("offsets that lead in a circle end the list") {
    tests::script steps;
    account me{steps};
    auto pages = 0;
    me.calls.answer_with<api::payments::getStarsTransactions>([&pages](const auto& asked) {
        api::payments::starsStatus page = transactions_after({});
        page.next_offset = asked.offset == "a" ? "b" : asked.offset == "b" ? "c" : "a";
        REQUIRE(++pages < 20);
        return page;
    });
    tests::run([&]() -> awaitable<void> {
        auto all = me.star_transactions();
        while (const auto one = co_await all.next())
            CHECK_FALSE(one->id().empty());
    });
    CHECK(pages > 3);
}

TEST_CASE("invoices are paid by message and by link") {
    noting_account<api::payments::sendStarsForm> user{paid()};
    user.me.calls.answer<api::payments::getPaymentForm>(gift_form(1, 15));
    const auto& by_message = user.after([&] { return paying(user.me.pay_invoice(5, 40, 15)); });
    const auto* message = by_message.invoice.get_if<api::inputInvoiceMessage>();
    REQUIRE(message);
    CHECK(message->msg_id == 40);
    CHECK(message->peer.get_if<api::inputPeerUser>()->access_hash == 50);
    for (const auto* address :
         {"https://t.me/$abc", "t.me/invoice/abc", "tg://invoice?slug=abc", "$abc", "abc"}) {
        const auto& by_link =
            user.after([&] { return paying(user.me.pay_invoice_link(address, 15)); });
        const auto* slug = by_link.invoice.get_if<api::inputInvoiceSlug>();
        REQUIRE(slug);
        CHECK(slug->slug == "abc");
    }
}

TEST_CASE("a change of a gift that must be paid for is paid by a form") {
    api::updates_ all{};
    noting_account<api::payments::upgradeStarGift> free{all};
    (void)free.after([&] { return paying(free.me.upgrade_gift(40, {.keep_details = true})); });
    CHECK(free.last.keep_original_details);
    CHECK(free.me.calls.calls().size() == 1);

    noting_account<api::payments::sendStarsForm> user{paid()};
    user.me.calls.answer<api::payments::getPaymentForm>(gift_form(8, 25));
    user.me.calls.answer_with<api::payments::upgradeStarGift>([](const auto&) -> api::Updates {
        throw rpc_error{400, "PAYMENT_REQUIRED"};
    });
    const auto& upgraded = user.after([&] {
        return paying(user.me.upgrade_gift(40, {.keep_details = true, .pay_up_to = 25}));
    });
    CHECK(upgraded.form_id == 8);
    const auto* upgrade = upgraded.invoice.get_if<api::inputInvoiceStarGiftUpgrade>();
    REQUIRE(upgrade);
    CHECK(upgrade->keep_original_details);
    CHECK(upgrade->stargift.get_if<api::inputSavedStarGiftUser>()->msg_id == 40);

    user.me.calls.answer_with<api::payments::transferStarGift>([](const auto&) -> api::Updates {
        throw rpc_error{400, "PAYMENT_REQUIRED"};
    });
    const auto& moved =
        user.after([&] { return paying(user.me.transfer_gift(40, 5, {.pay_up_to = 25})); });
    const auto* transfer = moved.invoice.get_if<api::inputInvoiceStarGiftTransfer>();
    REQUIRE(transfer);
    CHECK(transfer->to_id.get_if<api::inputPeerUser>()->access_hash == 50);
    const auto paid_before = user.count;
    CHECK(tests::error_of([&] {
              return paying(user.me.transfer_gift(40, 5, {.pay_up_to = 24}));
          }) == bot_errc::price_too_high);
    CHECK(user.count == paid_before);
}

TEST_CASE("received gifts are listed, shown, hidden and converted") {
    api::payments::savedStarGifts page{};
    page.count = 2;
    api::starGift plain{};
    plain.id = 900;
    plain.stars = 15;
    plain.sticker = api::documentEmpty{};
    api::savedStarGift own{};
    own.gift = plain;
    own.msg_id = 40;
    own.from_id = api::peerUser{.user_id = 5};
    own.convert_stars = 10;
    own.unsaved = true;
    api::savedStarGift of_channel{};
    of_channel.gift = plain;
    of_channel.saved_id = 77;
    page.gifts.push_back(own);
    page.gifts.push_back(of_channel);
    noting_account<api::payments::getSavedStarGifts> user{page};
    user.me.calls.answer<api::payments::saveStarGift>(true);
    std::vector<received_gift> gifts;
    const auto& asked = user.after([&]() -> awaitable<void> {
        for (auto all = user.me.received_gifts(5, {.without_unique = true});
             const auto one = co_await all.next();) {
            CHECK(all.total() == 2);
            gifts.push_back(*one);
        }
    });
    CHECK(asked.exclude_unique);
    REQUIRE(gifts.size() == 2);
    CHECK(gifts[0].gift().id() == 900);
    CHECK(gifts[0].gift().stars() == 15);
    CHECK_FALSE(gifts[0].gift().unique());
    CHECK(gifts[0].sender_id() == 5);
    CHECK(gifts[0].convert_stars() == 10);
    CHECK_FALSE(gifts[0].shown());

    noting_account<api::payments::saveStarGift> saver{true};
    const auto& shown = saver.after([&] { return saver.me.save_gift(gifts[0]); });
    CHECK_FALSE(shown.unsave);
    CHECK(shown.stargift.get_if<api::inputSavedStarGiftUser>()->msg_id == 40);
    const auto& hidden = saver.after([&] { return saver.me.hide_gift(gifts[1]); });
    CHECK(hidden.unsave);
    const auto* saved = hidden.stargift.get_if<api::inputSavedStarGiftChat>();
    REQUIRE(saved);
    CHECK(saved->saved_id == 77);
    CHECK(saved->peer.get_if<api::inputPeerUser>()->user_id == 5);
    noting_account<api::payments::convertStarGift> converter{true};
    const auto& converted = converter.after([&] { return converter.me.convert_gift(40); });
    CHECK(converted.stargift.get_if<api::inputSavedStarGiftUser>()->msg_id == 40);
}

TEST_CASE("the catalogue of gifts tells prices and how many are left") {
    api::starGift plain{};
    plain.id = 900;
    plain.stars = 15;
    plain.limited = true;
    plain.availability_remains = 3;
    plain.availability_total = 10;
    plain.sticker = api::documentEmpty{};
    api::payments::starGifts catalogue{};
    catalogue.gifts.push_back(plain);
    noting_account<api::payments::getStarGifts> user{catalogue};
    (void)user.after([&]() -> awaitable<void> {
        const auto gifts = co_await user.me.get_star_gifts();
        REQUIRE(gifts.size() == 1);
        CHECK(gifts[0].limited());
        CHECK(gifts[0].left() == 3);
        CHECK_FALSE(gifts[0].sold_out());
    });
}

TEST_CASE("a price that no number holds is above every limit") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    noting_account<api::payments::sendStarsForm> user{paid()};
    auto form = gift_form(1, most);
    api::labeledPrice more{};
    more.amount = 2;
    form.get_if<api::payments::paymentFormStarGift>()->invoice.prices.push_back(more);
    user.me.calls.answer<api::payments::getPaymentForm>(form);
    CHECK(tests::error_of([&] {
              return paying(user.me.pay_invoice(5, 40, 1000));
          }) == bot_errc::price_too_high);
    CHECK(user.count == 0);
}

TEST_CASE("an invoice takes the options of a message, and one that arrived before is no error") {
    api::updates_ all{};
    noting_account<api::messages::sendMedia> bot{all};
    const auto coffee = invoice("Coffee", "A cup of coffee", "order 15").price("cup", 40);
    const auto& sent = bot.after([&]() -> awaitable<void> {
        (void)co_await bot.me.send_invoice(
            5, coffee, {.topic = 7, .protect = true, .schedule = from_unix(2'000'000'000)}
        );
    });
    CHECK(sent.noforwards);
    CHECK(sent.schedule_date.value_or(0) == 2'000'000'000);
    CHECK(sent.reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id == 7);

    bot.me.calls.answer_with<api::messages::sendMedia>([](const auto&) -> api::Updates {
        throw rpc_error{500, "RANDOM_ID_DUPLICATE"};
    });
    tests::run([&]() -> awaitable<void> {
        const auto message = co_await bot.me.send_invoice(5, coffee);
        CHECK(message.chat_id() == 5);
        CHECK(message.id() == 0);
    });
}
