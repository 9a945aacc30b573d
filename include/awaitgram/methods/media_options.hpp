// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/files/progress.hpp>
#include <awaitgram/methods/file_ref.hpp> // IWYU pragma: export
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace awaitgram::files {

class transfer_store; // files/transfer_store.hpp

} // namespace awaitgram::files

namespace awaitgram {

/// As the time after which media destroy themselves: once they were looked at.
inline constexpr std::chrono::seconds view_once{0x7FFFFFFF};

/// What a file is shown with. All of it is found out by the headers of the file, unless it is given.
struct file_details {
    /// The name that receivers see.
    std::string_view name{};
    /// The MIME type, such as `"video/mp4"`.
    std::string_view mime_type{};
    /// A JPEG of at most 320 by 320 pixels and 200 kB. A film of more than 10 MB is shown black without.
    file_ref thumbnail{};
    /// Units: pixels.
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::chrono::milliseconds duration{0};
    /// Of an audio.
    std::string_view title{};
    std::string_view performer{};
    /// Of a voice message: the loudness over time, up to 100 values from 0 to 31.
    std::span<const std::uint8_t> waveform{};
    /// Of a sticker.
    std::string_view emoji{};
    /// Of a video: the picture that is shown before it plays, and where it begins to play.
    file_ref cover{};
    std::chrono::seconds start_at{0};
};

static_assert(std::is_trivially_destructible_v<file_details>);

/// How a file is sent: what is shown with it, and all of send_options.
struct media_options {
    /// The text below it, of at most 1024 characters, or 4096 with Premium.
    text_ref caption{};
    /// Whether it is covered until the reader touches it.
    bool spoiler = false;
    /// After which time, from the first look, it destroys itself: up to 60 seconds, or `view_once`; zero for never. In private chats.
    std::chrono::seconds self_destruct{0};
    /// Told how much is uploaded.
    files::progress_ref progress{};
    file_details details{};
    /// As in files::upload_options: where it is kept how far the upload of a path is, so that it goes on after a restart.
    files::transfer_store* resume = nullptr;
    /// Where it is kept what Telegram has made of files, so that one of the same content, with the same details, is not uploaded again when
    /// this account sends it again. It outlives the call. The file is read once more before, to be compared. Streams are always uploaded, and
    /// files with a thumbnail or a cover of their own.
    files::transfer_store* reuse = nullptr;

    // As in send_options.
    std::int32_t reply_to = 0;
    chat_ref reply_in = 0;
    text_ref quote = {};
    std::int32_t quote_offset = 0;
    std::int32_t reply_to_story = 0;
    std::int32_t topic = 0;
    bool silent = false;
    /// Whether the caption is shown above the media instead of below.
    bool invert_media = false;
    bool protect = false;
    bool clear_draft = false;
    bool background = false;
    time_point schedule = {};
    std::chrono::seconds repeat{0};
    chat_ref send_as = 0;
    std::int64_t effect = 0;
    std::int64_t allow_paid_stars = 0;
    bool allow_paid_floodskip = false;
    std::string_view business_connection{};
    keyboard_ref keyboard = {};

    /// Those of them that say how any message is sent.
    [[nodiscard]] send_options sending() const noexcept {
        send_options all;
        all.reply_to = reply_to;
        all.reply_in = reply_in;
        all.quote = quote;
        all.quote_offset = quote_offset;
        all.reply_to_story = reply_to_story;
        all.topic = topic;
        all.silent = silent;
        all.invert_media = invert_media;
        all.protect = protect;
        all.clear_draft = clear_draft;
        all.background = background;
        all.schedule = schedule;
        all.repeat = repeat;
        all.send_as = send_as;
        all.effect = effect;
        all.allow_paid_stars = allow_paid_stars;
        all.allow_paid_floodskip = allow_paid_floodskip;
        all.business_connection = business_connection;
        all.keyboard = keyboard;
        return all;
    }
};

// GCC 12 destroys other aggregates twice when they are written inside a `co_await` expression.
static_assert(std::is_trivially_destructible_v<media_options>);

/// What is shown with a file of an album, or with one that takes the place of another.
struct attachment_options {
    /// The text below it.
    text_ref caption{};
    /// Whether it is covered until the reader touches it.
    bool spoiler = false;
    /// As in media_options.
    std::chrono::seconds self_destruct{0};
    /// Told how much is uploaded.
    files::progress_ref progress{};
    file_details details{};
    /// As in media_options.
    files::transfer_store* resume = nullptr;
    files::transfer_store* reuse = nullptr;
};

static_assert(std::is_trivially_destructible_v<attachment_options>);

namespace detail {

/// A path that a call would leave behind: an attachment refers to it later.
template <class Path>
concept passing_path =
    !std::is_lvalue_reference_v<Path> && (std::same_as<std::remove_cv_t<Path>, std::string> ||
                                          requires(const Path& path) { path.native(); });

} // namespace detail

/// A file with the kind that it is shown as: an item of an album, or what takes the place of the media of a message.
///
/// `attachment::photo("cat.jpg", {.caption = "a cat"})`. It refers to what it was made of, as file_ref does.
class attachment {
public:
    [[nodiscard]] static attachment photo(file_ref file, attachment_options options = {}) noexcept {
        return {media_kind::photo, file, options};
    }
    [[nodiscard]] static attachment video(file_ref file, attachment_options options = {}) noexcept {
        return {media_kind::video, file, options};
    }
    [[nodiscard]] static attachment
    animation(file_ref file, attachment_options options = {}) noexcept {
        return {media_kind::animation, file, options};
    }
    [[nodiscard]] static attachment audio(file_ref file, attachment_options options = {}) noexcept {
        return {media_kind::audio, file, options};
    }
    [[nodiscard]] static attachment
    document(file_ref file, attachment_options options = {}) noexcept {
        return {media_kind::document, file, options};
    }

    // A path that ends with the expression is to be named first.
    static void photo(detail::passing_path auto&& path, attachment_options options = {}) = delete;
    static void video(detail::passing_path auto&& path, attachment_options options = {}) = delete;
    static void
    animation(detail::passing_path auto&& path, attachment_options options = {}) = delete;
    static void audio(detail::passing_path auto&& path, attachment_options options = {}) = delete;
    static void
    document(detail::passing_path auto&& path, attachment_options options = {}) = delete;

    [[nodiscard]] media_kind kind() const noexcept { return kind_; }
    [[nodiscard]] const file_ref& file() const noexcept { return file_; }
    [[nodiscard]] const attachment_options& options() const noexcept { return options_; }

private:
    attachment(media_kind kind, file_ref file, const attachment_options& options) noexcept
        : kind_(kind), file_(file), options_(options) {}

    media_kind kind_;
    file_ref file_;
    attachment_options options_;
};

static_assert(std::is_trivially_destructible_v<attachment>);

} // namespace awaitgram
