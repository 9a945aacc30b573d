// SPDX-License-Identifier: MIT
// Sets of stickers that one account makes, as others see and save them.
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/png_picture.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::png_picture;
using tests::quiet;
using tests::with_client;

namespace {

using words = std::vector<std::string>;

words emoji_of(const sticker_set& set) {
    words all;
    for (const auto& each : set.stickers())
        all.emplace_back(each.emoji());
    return all;
}

struct scene {
    void run(testing::test_user& user, std::function<awaitable<void>(client&)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [&](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(user.prompts());
                co_await act(telegram);
            }
        );
    }
    /// Alice makes a set of three cats.
    void make_cats() {
        run(alice, [this](client& telegram) -> awaitable<void> {
            std::vector<sticker_file> files;
            files.emplace_back(in_memory(cat, "cat.png"), "🐱", "cat,pet");
            files.emplace_back(in_memory(kitten, "kitten.png"), "😺");
            files.emplace_back(in_memory(tiger, "tiger.png"), "🐅");
            const auto made = co_await telegram.create_sticker_set("My cats", "MyCats", files);
            CHECK(made.own());
            CHECK(made.title() == "My cats");
            CHECK(made.link() == "https://t.me/addstickers/MyCats");
            CHECK(emoji_of(made) == words{"🐱", "😺", "🐅"});
        });
    }

    testing::clock time{};
    testing::server server{};
    testing::test_user alice = server.user("Alice");
    testing::test_user bob = server.user("Bob");
    byte_buffer cat = png_picture(512, 512, "a cat");
    byte_buffer kitten = png_picture(512, 300, "a kitten");
    byte_buffer tiger = png_picture(400, 512, "a tiger");
};

/// A file of the disk, as long as it lives.
struct disk_picture {
    explicit disk_picture(const byte_buffer& bytes) {
        std::ofstream{path, std::ios::binary}.write(
            reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
        );
    }
    disk_picture(const disk_picture&) = delete;
    disk_picture& operator=(const disk_picture&) = delete;

    tests::directory place;
    std::string path = place.file("sticker.png");
};

} // namespace

TEST_CASE("a set of stickers is made of files, and others find it and save its stickers") {
    scene here;
    here.make_cats();
    here.run(here.bob, [&](client& telegram) -> awaitable<void> {
        const auto set = co_await telegram.get_sticker_set("https://t.me/addstickers/mycats");
        CHECK_FALSE(set.own());
        CHECK_FALSE(set.installed());
        const auto all = set.stickers();
        REQUIRE(all.size() == 3);
        CHECK(all[0].mime_type() == "image/webp");
        const auto bytes = co_await telegram.download_bytes(all[1]);
        CHECK(bytes == here.kitten);
        const auto by_sticker = co_await telegram.get_sticker_set(all[1]);
        CHECK(by_sticker.id() == set.id());
        co_await telegram.install_sticker_set(set);
        const auto added = co_await telegram.get_sticker_set(set);
        CHECK(added.installed());
        co_await telegram.uninstall_sticker_set("MyCats");
        const auto free = co_await telegram.is_sticker_set_name_free("MYCATS");
        CHECK_FALSE(free);
        const auto name = co_await telegram.suggest_sticker_set_name("My cats");
        const auto is_free = co_await telegram.is_sticker_set_name_free(name);
        CHECK(is_free);
        // A sticker is sent as it is, and names its set.
        const auto sent = co_await telegram.send_sticker("me", all[2]);
        CHECK(sent.media().kind() == media_kind::sticker);
        const auto found = co_await telegram.get_sticker_set(*sent.media().document());
        CHECK(found.title() == "My cats");
        CHECK_THROWS_AS(co_await telegram.rename_sticker_set(set, "Dogs"), rpc_error);
    });
}

TEST_CASE("the owner of a set adds to it, and moves, changes, replaces and removes its stickers") {
    scene here;
    here.make_cats();
    const disk_picture file{png_picture(512, 512, "a lion")};
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        auto set = co_await telegram.add_sticker("MyCats", {file.path, "🦁"});
        CHECK(emoji_of(set) == words{"🐱", "😺", "🐅", "🦁"});
        set = co_await telegram.move_sticker(set.stickers()[3], 0);
        CHECK(emoji_of(set) == words{"🦁", "🐱", "😺", "🐅"});
        set = co_await telegram.edit_sticker(set.stickers()[1], {.emoji = "🐈"});
        CHECK(emoji_of(set) == words{"🦁", "🐈", "😺", "🐅"});
        set = co_await telegram.remove_sticker(set.stickers()[2]);
        CHECK(emoji_of(set) == words{"🦁", "🐈", "🐅"});
        const auto dog = png_picture(512, 512, "a dog");
        set =
            co_await telegram.replace_sticker(set.stickers()[0], {in_memory(dog, "dog.png"), "🐶"});
        CHECK(emoji_of(set) == words{"🐶", "🐈", "🐅"});
        // A sticker of a set is a file for others.
        set = co_await telegram.add_sticker(set, {set.stickers()[0], "🐕"});
        CHECK(emoji_of(set) == words{"🐶", "🐈", "🐅", "🐕"});
        set = co_await telegram.rename_sticker_set(set, "My animals");
        CHECK(set.title() == "My animals");
        const auto small = png_picture(100, 100);
        set = co_await telegram.set_sticker_set_thumbnail(set, in_memory(small, "small.png"));
        CHECK(set.raw().set.thumbs);
        set = co_await telegram.set_sticker_set_thumbnail(set);
        CHECK_FALSE(set.raw().set.thumbs);
        co_await telegram.delete_sticker_set(set);
        CHECK_THROWS_AS(co_await telegram.get_sticker_set("MyCats"), rpc_error);
    });
}

TEST_CASE("a sticker whose reference has expired is found again by its set") {
    scene here;
    here.make_cats();
    here.run(here.bob, [&](client& telegram) -> awaitable<void> {
        const auto set = co_await telegram.get_sticker_set("MyCats");
        const auto tiger = set.stickers()[2];
        const auto sent = co_await telegram.send_sticker("me", tiger);
        here.server.expire_references();
        const auto again = co_await telegram.download_bytes(tiger);
        CHECK(again == here.tiger);
        here.server.expire_references();
        auto reader = telegram.open_file(tiger);
        const auto begin = co_await reader.read(0, 8);
        CHECK(begin.size() == 8);
        here.server.expire_references();
        const auto of_media = co_await telegram.download_bytes(sent.media());
        CHECK(of_media == here.tiger);
    });
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        const auto set = co_await telegram.get_sticker_set("MyCats");
        const auto removed = set.stickers()[0];
        co_await telegram.remove_sticker(removed);
        here.server.expire_references();
        std::error_code lost;
        try {
            (void)co_await telegram.download_bytes(removed);
        } catch (const std::system_error& error) {
            lost = error.code();
        }
        CHECK(lost == files::errc::lost_file);
    });
}

TEST_CASE("a bot makes a set for a user who has started it") {
    scene here;
    with_client(
        memory_session{},
        quiet(here.server.app()),
        [&](client& telegram) -> awaitable<void> {
            co_await telegram.sign_in_bot("42:secret");
            std::vector<sticker_file> files;
            files.emplace_back(in_memory(here.cat, "cat.png"), "🐱");
            CHECK_THROWS_AS(
                co_await telegram.create_sticker_set("Cats", "cats_by_bot42_bot", files), rpc_error
            );
            here.alice.writes(telegram, "/start");
            const auto set = co_await telegram.create_sticker_set(
                "Cats", "cats_by_bot42_bot", files, {.owner = here.alice.id()}
            );
            CHECK(set.own());
        }
    );
    here.run(here.alice, [](client& telegram) -> awaitable<void> {
        const auto set = co_await telegram.get_sticker_set("cats_by_bot42_bot");
        CHECK(set.own());
    });
}
