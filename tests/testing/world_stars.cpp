// SPDX-License-Identifier: MIT
// Messages that cost stars, and gifts that are given away.
#include "world_scene.hpp"

using namespace api_scene;

TEST_CASE("messages to a group may cost stars, which their writer allows") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    api::channels::updatePaidMessagesPrice price;
    price.channel = here.channel(here.alice, room);
    for (const auto stars : {-1, 10'001}) {
        price.send_paid_messages_stars = stars;
        CHECK(here.alice.refusal(price) == "400 STARS_AMOUNT_INVALID");
    }
    price.send_paid_messages_stars = 5;
    (void)here.alice.call(price);
    CHECK(
        here.bob.refusal(here.message(here.bob, room, "free?")) == "403 ALLOW_PAYMENT_REQUIRED_5"
    );
    auto paid = here.message(here.bob, room, "paid");
    paid.allow_paid_stars = 5;
    CHECK(here.bob.refusal(paid) == "400 BALANCE_TOO_LOW");
    auto& stars = here.accounts.stars();
    stars.balance(here.bob.self().id) = 12;
    const auto sent = here.bob.value(paid);
    CHECK(stars.balance(here.bob.self().id) == 7);
    CHECK(stars.balance(room.id) == 5);
    const auto first = list_of(sent)[0].get_if<api::updateMessageID>()->id;
    const auto shown = here.bob.here->accounts.find_chat(room.id)->posts.find(first);
    REQUIRE(shown->extras);
    CHECK(shown->extras->paid_stars == 5);
    stars.balance(here.bob.self().id) = 0;
    (void)here.bob.call(paid); // the same again
    CHECK(stars.balance(room.id) == 5);

    api::messages::forwardMessages forward;
    forward.from_peer = forward.to_peer = here.peer(here.bob, room);
    forward.id = {first, first};
    forward.random_id = {1001, 1002};
    forward.allow_paid_stars = 5; // for both
    CHECK(here.bob.refusal(forward) == "403 ALLOW_PAYMENT_REQUIRED_5");
    forward.allow_paid_stars = 10;
    stars.balance(here.bob.self().id) = 9;
    CHECK(here.bob.refusal(forward) == "400 BALANCE_TOO_LOW");
    CHECK(stars.balance(room.id) == 5);
    stars.balance(here.bob.self().id) = 10;
    (void)here.bob.call(forward);
    CHECK(stars.balance(here.bob.self().id) == 0);
    CHECK(stars.balance(room.id) == 15);
    here.write(here.alice, room, "admins pay nothing");
    CHECK(stars.balance(here.alice.self().id) == 0);
}

TEST_CASE("a unique gift is given to somebody else for stars") {
    town here;
    auto& stars = here.accounts.stars();
    const auto alice = here.alice.self().id;
    stars.add_gift(5, 10);
    owned_gift gift;
    gift.saved.gift = *stars.find_gift(5);
    gift.saved.msg_id = 1;
    gift.saved.from_id = peer_of(here.bob.self().id);
    gift.prepaid_upgrade = true;
    stars.gifts(alice).push_back(gift);
    api::inputSavedStarGiftUser named;
    named.msg_id = 1;
    api::payments::transferStarGift transfer;
    transfer.stargift = named;
    transfer.to_id = here.alice.peer(here.carol.self());
    CHECK(here.alice.refusal(transfer) == "400 STARGIFT_NOT_FOUND"); // it is no unique one
    api::payments::upgradeStarGift upgrade;
    upgrade.stargift = named;
    upgrade.keep_original_details = true;
    (void)here.alice.call(upgrade);
    const auto* unique = stars.gifts(alice)[0].saved.gift.get_if<api::starGiftUnique>();
    REQUIRE(unique->attributes.size() == 1);
    CHECK(unique->attributes[0].is<api::starGiftAttributeOriginalDetails>());
    CHECK(here.alice.refusal(transfer) == "400 PAYMENT_REQUIRED");

    api::inputInvoiceStarGiftTransfer invoice;
    invoice.stargift = named;
    invoice.to_id = transfer.to_id;
    api::payments::getPaymentForm form;
    form.invoice = invoice;
    api::payments::sendStarsForm pay;
    pay.invoice = invoice;
    pay.form_id = here.alice.value(form).get_if<api::payments::paymentFormStarGift>()->form_id;
    CHECK(here.alice.refusal(pay) == "400 BALANCE_TOO_LOW");
    stars.balance(alice) = 25;
    (void)here.alice.call(pay);
    CHECK(stars.balance(alice) == 0);
    CHECK(stars.gifts(alice).empty());
    const auto& owned = stars.gifts(here.carol.self().id);
    REQUIRE(owned.size() == 1);
    const auto* message = here.carol.self().box.find(owned[0].saved.msg_id.value_or(0));
    REQUIRE(message);
    CHECK(message->extras->action->get_if<api::messageActionStarGiftUnique>()->transferred);
}
