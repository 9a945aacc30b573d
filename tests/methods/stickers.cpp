// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/stickers.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/methods/stickers.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "../support/png_picture.hpp"
#include "../support/run.hpp"
#include "account.hpp"
#include "noting_account.hpp"

using namespace awaitgram;
using account = tests::account_with<sticker_methods>;

namespace {

template <class Request>
using noting_account = tests::noting_account<sticker_methods, Request>;

api::document document(std::int64_t id, const std::string& emoji = "") {
    api::document one{};
    one.id = id;
    one.access_hash = 10 * id;
    one.file_reference = tl::bytes{std::string{"reference"}};
    if (emoji.empty())
        return one;
    api::documentAttributeSticker about{};
    about.alt = tl::string{emoji};
    api::inputStickerSetID set{};
    set.id = 7;
    set.access_hash = 70;
    about.stickerset = set;
    one.attributes.push_back(std::move(about));
    return one;
}

api::messages::stickerSet cats() {
    api::messages::stickerSet whole{};
    whole.set.id = 7;
    whole.set.access_hash = 70;
    whole.set.title = "Cats";
    whole.set.short_name = "cats";
    whole.set.creator = true;
    whole.documents.push_back(document(1, "🐱"));
    whole.documents.push_back(document(2, "😺"));
    return whole;
}

std::int64_t id_of(const api::InputDocument& input) {
    return input.get_if<api::inputDocument>()->id;
}

std::string name_in(const api::InputStickerSet& set) {
    const auto* named = set.get_if<api::inputStickerSetShortName>();
    return named != nullptr ? named->short_name.str() : std::string{};
}

/// A set of a new picture and of one that Telegram has.
struct making {
    explicit making(tests::script& steps) : me(steps) {
        me.calls.answer<api::upload::saveFilePart>(true);
        api::messageMediaDocument made{};
        made.document = document(5);
        me.calls.answer<api::messages::uploadMedia>(made);
        me.calls.answer_with<api::stickers::createStickerSet>([this](const auto& asked) {
            last = asked;
            return cats();
        });
    }

    awaitable<void> run() {
        const auto known = document(6);
        std::vector<sticker_file> files;
        files.emplace_back(in_memory(picture, "cat.png"), "🐱", "cat");
        files.emplace_back(known, "😺");
        const auto set = co_await me.create_sticker_set("Cats", "cats", files);
        title = std::string{set.title()};
    }
    void check() {
        CHECK(title == "Cats");
        CHECK(last.user_id.is<api::inputUserSelf>());
        CHECK(last.short_name.view() == "cats");
        REQUIRE(last.stickers.size() == 2);
        CHECK(id_of(last.stickers[0].document) == 5);
        CHECK(last.stickers[0].emoji.view() == "🐱");
        CHECK(last.stickers[0].keywords->view() == "cat");
        CHECK(id_of(last.stickers[1].document) == 6);
        CHECK_FALSE(last.stickers[1].keywords);
    }

    account me;
    byte_buffer picture = tests::png_picture(512, 512);
    api::stickers::createStickerSet last{};
    std::string title{};
};

} // namespace

TEST_CASE("making a set of stickers survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<making>();
    CHECK(steps.size() == 3); // a part, a document and the set
}

TEST_CASE("a set is named by its name, its links, its handle and its stickers") {
    noting_account<api::messages::getStickerSet> bot{cats()};
    const auto named = [&](std::string text) {
        return name_in(bot.after(
                              [&]() -> awaitable<void> {
                                  (void)co_await bot.me.get_sticker_set(text);
                              }
        ).stickerset);
    };
    for (const auto* text :
         {"cats",
          "t.me/addstickers/cats",
          "https://t.me/addstickers/cats?x=1",
          "https://t.me/addstickers/cats/",
          "https://t.me/addemoji/cats",
          "tg://addstickers?set=cats",
          "tg://addemoji?set=cats&x=1"})
        CHECK_MESSAGE(named(text) == "cats", text);

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto set = co_await bot.me.get_sticker_set("cats");
        CHECK(set.id() == 7);
        CHECK(set.own());
        CHECK(set.kind() == sticker_set_kind::regular);
        CHECK(set.link() == "https://t.me/addstickers/cats");
        REQUIRE(set.stickers().size() == 2);
        CHECK(set.stickers()[1].emoji() == "😺");
        (void)co_await bot.me.get_sticker_set(set);
        (void)co_await bot.me.get_sticker_set(set.stickers()[0]);
    });
    CHECK(asked.stickerset.get_if<api::inputStickerSetID>()->access_hash == 70);
    CHECK_THROWS_AS((void)bot.me.get_sticker_set(document(1)), std::logic_error);
}

TEST_CASE("a sticker of a set is named by its handle or its document, not by a new file") {
    noting_account<api::stickers::changeStickerPosition> bot{cats()};
    const auto one = document(2, "😺");
    const sticker handle{nullptr, one};
    const auto& asked =
        bot.after([&]() -> awaitable<void> { (void)co_await bot.me.move_sticker(handle, 3); });
    CHECK(asked.position == 3);
    const auto* input = asked.sticker.get_if<api::inputDocument>();
    REQUIRE(input);
    CHECK(input->id == 2);
    CHECK(input->access_hash == 20);
    CHECK_THROWS_AS((void)bot.me.move_sticker("cat.png", 3), std::logic_error);
    CHECK_THROWS_AS((void)bot.me.remove_sticker(file_ref{}), std::logic_error);
}

TEST_CASE("only what is named is changed of a sticker") {
    noting_account<api::stickers::changeSticker> bot{cats()};
    const auto one = document(2, "😺");
    const auto& asked = bot.after([&]() -> awaitable<void> {
        (void)co_await bot.me.edit_sticker(one, {.keywords = "cat,pet"});
    });
    CHECK_FALSE(asked.emoji);
    CHECK(asked.keywords->view() == "cat,pet");
}

TEST_CASE("a bot makes a set for the user that it names") {
    noting_account<api::stickers::createStickerSet> bot{cats()};
    const auto known = document(6);
    std::vector<sticker_file> files;
    files.emplace_back(known, "😺");
    const auto& asked = bot.after([&]() -> awaitable<void> {
        const sticker_set_options options{
            .kind = sticker_set_kind::custom_emoji, .coloured_as_text = true, .owner = 5};
        (void)co_await bot.me.create_sticker_set("Cats", "cats_by_bot", files, options);
    });
    CHECK(asked.user_id.get_if<api::inputUser>()->access_hash == 50);
    CHECK(asked.emojis);
    CHECK(asked.text_color);
    CHECK_FALSE(asked.masks);
}

TEST_CASE("a name that is taken is no error of the question whether it is free") {
    tests::script steps;
    account me{steps};
    std::string refusal = "SHORT_NAME_OCCUPIED";
    me.calls.answer_with<api::stickers::checkShortName>([&](const auto&) -> bool {
        if (!refusal.empty())
            throw rpc_error(400, refusal);
        return true;
    });
    tests::run([&]() -> awaitable<void> {
        const auto taken = co_await me.is_sticker_set_name_free("cats");
        CHECK_FALSE(taken);
        refusal.clear();
        const auto free = co_await me.is_sticker_set_name_free("cats");
        CHECK(free);
        refusal = "SHORT_NAME_INVALID";
        CHECK_THROWS_AS((void)co_await me.is_sticker_set_name_free("-"), rpc_error);
    });
}
