// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../tl/big_reply.hpp"
#include "fuzz_types.hpp"

namespace fuzz {

/// The number of a root in tl_decode.cpp, and one of its values.
using typed_bytes = std::pair<std::size_t, awaitgram::byte_buffer>;

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

/// A page with nested texts and nested blocks.
inline api::messageMediaWebPage page_within_page() {
    const api::textConcat text{
        .texts = {
            api::textBold{.text = api::textItalic{.text = api::textPlain{.text = "both"}}},
            api::textUrl{.text = api::textPlain{.text = "link"}, .url = "https://example.com"},
            api::textEmpty{}}};
    const api::pageBlockDetails details{
        .open = true, .blocks = {api::pageBlockParagraph{.text = text}}, .title = text};
    const api::pageListItemBlocks item{.blocks = {details}};
    const api::page page{
        .rtl = true,
        .url = "https://example.com/page",
        .blocks = {details, api::pageBlockList{.items = {item}}},
        .views = 7,
    };
    return {
        .manual = true,
        .webpage = api::webPage{
            .id = 9,
            .url = page.url,
            .display_url = "example.com",
            .embed_url = "https://example.com/embed",
            .embed_type = "iframe",
            .cached_page = page}};
}

/// Important replies of several sizes. Small ones are decoded a hundred times as often as large ones.
inline std::vector<typed_bytes> typed_seeds() {
    std::vector<typed_bytes> seeds;
    const auto add = [&](std::size_t root, const auto& value) {
        seeds.emplace_back(root, tl::encoded(value));
    };
    for (const auto count : {1, 3, 4, 6, 12}) {
        auto reply = support::messages_reply(count);
        // Each user and the channel once are enough.
        reply.users = {reply.users.begin(), reply.users.begin() + 1 + count % 7};
        if (count == 3)
            reply.messages[0].get_if<api::message>()->media = page_within_page();
        add(0, api::messages::Messages(reply));

        api::updates_ updates{.users = reply.users, .chats = reply.chats, .date = 5};
        for (const auto& message : reply.messages)
            updates.updates.push_back(api::updateNewMessage{
                .message = message, .pts = 5, .pts_count = 1});
        if (count == 12)
            updates.updates = {updates.updates.begin(), updates.updates.begin() + 2};
        add(1, api::Updates(updates));
        add(3,
            api::updates::Difference(api::updates::difference{
                .new_messages = reply.messages,
                .other_updates = updates.updates,
                .chats = reply.chats,
                .users = reply.users,
                .state = {.pts = 1, .qts = 2, .date = 3, .seq = 4}}));
    }
    add(1, api::Updates(api::updatesTooLong{}));
    add(1,
        api::Updates(api::updateShortMessage{
            .out = true,
            .id = 1,
            .user_id = 2,
            .message = "short",
            .pts = 3,
            .pts_count = 1,
            .date = 4,
            .entities = {api::messageEntityBold{.offset = 0, .length = 5}}}));
    add(2,
        api::messages::sendMessage{
            .silent = true,
            .peer = api::inputPeerUser{.user_id = 1, .access_hash = 2},
            .message = "text",
            .random_id = 3});
    add(2,
        api::messages::sendMessage{
            .peer = api::inputPeerSelf{},
            .reply_to = api::inputReplyToMessage{.reply_to_msg_id = 5},
            .message = std::string(300, 'm'),
            .random_id = 3,
            .reply_markup =
                api::replyInlineMarkup{
                    .rows = {{.buttons = {api::keyboardButton{.text = "a"}}}, {}}},
            .entities = {api::messageEntityTextUrl{.offset = 1, .length = 2, .url = "u"}},
            .schedule_date = 6});
    add(4, tl::vector<std::int64_t>{});
    add(4, tl::vector<std::int64_t>{1, -2, 3});
    add(4, tl::vector<std::int64_t>(std::vector<std::int64_t>(100, 7)));
    add(5,
        api::RichText(api::textConcat{
            .texts = {
                api::textBold{.text = api::textBold{.text = api::textEmpty{}}},
                api::textPlain{.text = "t"}}}));

    const sample::Tree tree =
        sample::branch{.heavy = true, .trees = {sample::leaf{}, sample::nothing{}}, .name = "n"};
    const sample::pair pair{.first = 1, .second = "pair"};
    add(6,
        sample::everything{
            .g = true,
            .h = "h",
            .j = tree,
            .l = {1, 2},
            .m = {3},
            .n = {true, false},
            .o = {"a", "b"},
            .p = {tree, tree},
            .q = {pair},
            .r = {{1}, {}, {2, 3}},
            .s = {pair, pair}});
    add(7,
        sample::maybe{
            .a = true,
            .b = 1,
            .c = 2,
            .d = "d",
            .g = 1.5,
            .h = tl::int128{},
            .i = tl::int256{},
            .j = true,
            .k = tl::bytes("k"),
            .m = tree,
            .n = {1},
            .o = pair,
            .p = {{tree}},
            .q = tl::bare<sample::pair>(pair)});
    add(8, tl::vector<tl::vector<sample::Tree>>{{tree}, {}, {tree, tree}});
    add(9, sample::envelope{.number = 1, .body = {tl::bytes("any object")}});
    add(10, sample::chain{.next = sample::chain{.next = sample::chain{}}});
    add(11, tl::vector<sample::sparse>{{}, {.b = tl::int256{}}, {}});
    // Just below the budget.
    add(11, tl::vector<sample::sparse>(std::vector<sample::sparse>(100)));
    return seeds;
}

/// A reply of a hundred messages: 12 KB or more.
inline typed_bytes large_seed() {
    return {0, tl::encoded(api::messages::Messages(support::messages_reply(100)))};
}

} // namespace fuzz
