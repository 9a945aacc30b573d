// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram::testing {

/// A part of a text with a format, as a user sees it.
struct seen_entity {
    /// The constructor of the schema without its prefix: "bold", "textUrl", "botCommand".
    std::string kind{};
    /// In units of UTF-16.
    std::int32_t offset{};
    std::int32_t length{};
    /// The part of the text.
    std::string text{};
    /// The address of a "textUrl", the language of a "pre".
    std::string url{};
    /// The user of a "mentionName", the number of a "customEmoji", or 0.
    std::int64_t id{};
};

/// A button below a message, or of a keyboard.
struct seen_button {
    std::string text{};
    /// "text" for a button that writes its text; for others the constructor of the schema without its prefix: "callback", "url".
    std::string kind{};
    /// The data of a "callback", the query of a "switchInline", the text of a "copy".
    std::string data{};
    /// The address of a "url", "urlAuth" or "webView".
    std::string url{};
    /// The message that it belongs to: its chat as test_chat::id or the id of a user, and its number.
    std::int64_t chat{};
    std::int32_t message{};
};

/// The poll of a message.
struct seen_poll {
    std::int64_t id{};
    std::string question{};
    std::vector<std::string> answers{};
    bool quiz = false;
    bool closed = false;
};

/// The photo or document of a message.
struct seen_file {
    std::int64_t id{};
    /// The data centre where it lives.
    std::int32_t dc{};
    std::string name{};
    std::string mime{};
    /// What can be fetched: the largest size of a photo. Null for media without a file.
    std::shared_ptr<const byte_buffer> bytes{};
    /// How many sizes a photo has, or thumbnails a document.
    std::int32_t sizes{};
    bool spoiler = false;
    /// The seconds after which it vanishes, or 0.
    std::int32_t vanishes_after{};
};

/// A message as a user of the test sees it at one moment: when it came, or after one of its edits.
struct seen_message {
    std::string text{};
    std::int32_t id{};
    /// The chat: the id of a user, or test_chat::id.
    std::int64_t chat{};
    /// The account that wrote it.
    std::int64_t sender{};
    /// The inline bot that it was sent with, or 0.
    std::int64_t via_bot{};
    /// The number of the message that it answers, or 0.
    std::int32_t reply_to{};
    /// Unix time.
    std::int32_t date{};
    /// Whether this is an edit.
    bool edited = false;
    /// Whether it was removed since.
    bool removed = false;
    bool silent = false;
    /// The account or chat that it was first written by, of a forwarded message; or 0.
    std::int64_t forwarded_from{};
    std::vector<seen_entity> entities{};
    /// "inline", "reply", "hide" or "forceReply"; empty without one.
    std::string keyboard{};
    /// The rows of the keyboard.
    std::vector<std::vector<seen_button>> buttons{};
    /// The constructor of the schema without its prefix: "photo", "document", "poll"; empty without media.
    std::string media{};
    seen_file file{};
    /// The number that the messages of an album share, or 0.
    std::int64_t album{};
    seen_poll poll{};

    /// The button with this text.
    ///
    /// Errors: std::runtime_error that names the buttons that there are.
    [[nodiscard]] const seen_button& button(std::string_view wanted) const;

    /// The texts of the buttons, row by row.
    [[nodiscard]] std::vector<std::vector<std::string>> button_texts() const;

    /// The entity of this kind; the first if there are several.
    ///
    /// Errors: std::runtime_error that names the kinds that there are.
    [[nodiscard]] const seen_entity& entity(std::string_view kind) const;
};

/// What a user looks for: new messages, edits of messages, or the next of either.
enum class sight_kind : std::uint8_t { messages, edits, both };

/// The effect of a pressed button.
struct press_result {
    /// Whether the bot has answered the query. Buttons that are no callbacks have no answer.
    bool answered = false;
    /// The text that the user is shown.
    std::string text{};
    /// Whether it is shown as a window that the user closes.
    bool alert = false;
    /// The address that opens: the bot's answer, or that of the button.
    std::string url{};
    /// The seconds for which clients may keep the answer.
    std::int32_t cache_time{};
};

/// What came of paying an invoice.
struct payment_result {
    /// Whether the bot has said in time whether the user may pay.
    bool answered = false;
    bool paid = false;
    /// The reason that the user is shown when the bot refuses.
    std::string problem{};
};

/// A result of an inline query.
struct seen_result {
    std::string id{};
    /// "article", "photo" and so on.
    std::string type{};
    std::string title{};
    std::string description{};
    /// The text of the message that it sends.
    std::string text{};
    /// The query that it answers.
    std::int64_t query{};
};

/// The answer of an inline bot.
struct inline_answer {
    /// Whether the bot has answered in time.
    bool answered = false;
    std::vector<seen_result> results{};
    std::string next_offset{};
    std::int32_t cache_time{};
    bool gallery = false;
    /// The text of the button above the results that leads to the bot, and the parameter of the /start that it sends.
    std::string switch_text{};
    std::string start_parameter{};

    /// The result with this title or id.
    ///
    /// Errors: std::runtime_error that names the results that there are.
    [[nodiscard]] const seen_result& result(std::string_view wanted) const;
};

/// The kinds of media that a test user sends.
enum class media_kind : std::uint8_t {
    photo,
    video,
    animation,
    document,
    audio,
    voice,
    video_note,
    sticker,
    location,
    contact
};

/// Media that a test user sends: a stand-in with the right shape, or with bytes a file that clients can fetch.
struct test_media {
    media_kind kind = media_kind::photo;
    std::string caption{};
    std::string file_name{};
    /// A file of its kind: Telegram refuses photos that are no pictures.
    std::string bytes{};
    /// The usual one of the kind when empty.
    std::string mime{};
    bool spoiler = false;
};

} // namespace awaitgram::testing
