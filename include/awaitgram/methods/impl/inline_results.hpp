// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/inline_results.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::inputWebDocument web_file(std::string_view url, std::string_view mime) {
    api::inputWebDocument file{};
    file.url = url;
    file.mime_type = mime;
    return file;
}

template <class Message>
void add_keyboard(Message& message, const inline_result_options& options) {
    if (options.keyboard)
        message.reply_markup = options.keyboard.markup();
}

[[nodiscard]] inline api::inputBotInlineResult described_result(
    std::string_view id,
    std::string_view type,
    std::string_view title,
    const inline_result_options& options
) {
    api::inputBotInlineResult result{};
    result.id = id;
    result.type = type;
    if (!title.empty())
        result.title = tl::string{title};
    if (!options.description.empty())
        result.description = tl::string{options.description};
    if (!options.url.empty())
        result.url = tl::string{options.url};
    if (!options.thumbnail.empty())
        result.thumb = web_file(options.thumbnail, "image/jpeg");
    return result;
}

/// A result that sends the file at an address.
[[nodiscard]] inline api::inputBotInlineResult file_result(
    std::string_view id,
    std::string_view type,
    std::string_view title,
    api::inputWebDocument file,
    const inline_result_options& options
) {
    auto result = described_result(id, type, title, options);
    // The apps show nothing without a small picture.
    if (options.thumbnail.empty())
        result.thumb = file;
    result.content = std::move(file);
    api::inputBotInlineMessageMediaAuto sent{};
    read_text(options.caption, empty_text::allowed).put_into(sent);
    add_keyboard(sent, options);
    result.send_message = std::move(sent);
    return result;
}

} // namespace detail

AWAITGRAM_DECL inline_results& inline_results::article(
    std::string_view id, std::string_view title, text_ref content, inline_result_options options
) {
    auto result = detail::described_result(id, "article", title, options);
    api::inputBotInlineMessageText sent{};
    detail::read_text(content).put_into(sent);
    sent.no_webpage = options.no_preview;
    detail::add_keyboard(sent, options);
    result.send_message = std::move(sent);
    return add(std::move(result));
}

AWAITGRAM_DECL inline_results&
inline_results::photo(std::string_view id, std::string_view url, inline_result_options options) {
    return add(detail::file_result(id, "photo", {}, detail::web_file(url, "image/jpeg"), options));
}

AWAITGRAM_DECL inline_results&
inline_results::gif(std::string_view id, std::string_view url, inline_result_options options) {
    return add(detail::file_result(id, "gif", {}, detail::web_file(url, "image/gif"), options));
}

AWAITGRAM_DECL inline_results& inline_results::video(
    std::string_view id, std::string_view title, std::string_view url, inline_result_options options
) {
    return add(detail::file_result(id, "video", title, detail::web_file(url, "video/mp4"), options)
    );
}

AWAITGRAM_DECL inline_results& inline_results::add(api::InputBotInlineResult result) {
    results_.push_back(std::move(result));
    return *this;
}

} // namespace awaitgram
