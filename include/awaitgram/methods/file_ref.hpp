// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/types/media.hpp>
#include <awaitgram/types/sticker.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

namespace files {
class file_source;   // files/upload.hpp
class stream_source; // files/stream.hpp
} // namespace files

namespace media {
struct file_id; // media/file_id.hpp
} // namespace media

/// A reference to a file that is sent: a parameter of everything that sends one.
///
/// A text is a path, `"cat.jpg"`, or an address, `"https://..."`, which Telegram fetches: photos of at most 5 MB, and other files of at most
/// 20 MB. Besides, it is the media of a message, which are sent again without an upload; a sticker of a set; an `api::InputMedia`; a
/// `media::file_id`; and what `in_memory`, `from_source` and `from_stream` make.
///
/// Texts of strangers are no paths: whoever chooses the path, chooses which file of this machine is sent.
///
/// It lives no longer than what it refers to. Methods read texts and media before they return their awaitable; bytes and sources outlive
/// the awaitable.
class file_ref {
public:
    enum class form : std::uint8_t {
        none,
        path,
        address,
        memory,
        source,
        stream,
        raw,
        received,
        document,
        id
    };

    /// No file.
    constexpr file_ref() noexcept = default;
    /// A path or an address.
    template <std::convertible_to<std::string_view> T>
    constexpr file_ref(const T& text) noexcept : file_ref(std::string_view{text}) {}
    constexpr file_ref(std::string_view text) noexcept
        : form_(
              text.starts_with("https://") || text.starts_with("http://") ? form::address
                                                                          : form::path
          ),
          text_(text) {}
    /// A std::filesystem::path.
    template <class Path>
        requires(!std::convertible_to<const Path&, std::string_view>) &&
                    requires(const Path& path) {
                        { path.native() } -> std::convertible_to<std::string_view>;
                    }
    file_ref(const Path& path) noexcept : form_(form::path), text_(path.native()) {}
    /// The media of a message, `message.media()`.
    file_ref(const media_view& received) noexcept
        : form_(form::received), target_(received.raw()) {}
    /// A file of a message or of a set of stickers.
    file_ref(const api::document& known) noexcept : form_(form::document), target_(&known) {}
    file_ref(const sticker& known) noexcept : file_ref(known.raw()) {}
    /// Media of the schema, which are sent as they are.
    file_ref(const api::InputMedia& raw) noexcept : form_(form::raw), target_(&raw) {}
    /// A file id of the Bot API.
    file_ref(const media::file_id& id) noexcept : form_(form::id), target_(&id) {}

    [[nodiscard]] constexpr form what() const noexcept { return form_; }
    explicit constexpr operator bool() const noexcept { return form_ != form::none; }

    /// The path or the address, or the name of bytes and sources.
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
    [[nodiscard]] constexpr byte_view bytes() const noexcept { return bytes_; }
    [[nodiscard]] files::file_source* source() const noexcept {
        return static_cast<files::file_source*>(const_cast<void*>(target_));
    }
    [[nodiscard]] files::stream_source* stream() const noexcept {
        return static_cast<files::stream_source*>(const_cast<void*>(target_));
    }
    [[nodiscard]] const api::InputMedia* raw() const noexcept {
        return static_cast<const api::InputMedia*>(target_);
    }
    [[nodiscard]] const api::MessageMedia* received() const noexcept {
        return static_cast<const api::MessageMedia*>(target_);
    }
    [[nodiscard]] const api::document* document() const noexcept {
        return static_cast<const api::document*>(target_);
    }
    [[nodiscard]] const media::file_id* id() const noexcept {
        return static_cast<const media::file_id*>(target_);
    }

private:
    friend file_ref in_memory(byte_view bytes, std::string_view name) noexcept;
    friend file_ref from_source(files::file_source& source, std::string_view name) noexcept;
    friend file_ref from_stream(files::stream_source& stream, std::string_view name) noexcept;

    form form_ = form::none;
    std::string_view text_{};
    byte_view bytes_{};
    const void* target_ = nullptr;
};

/// A file of bytes that outlive its sending. `name` is what receivers see, and tells the kind of file where the bytes do not.
[[nodiscard]] inline file_ref in_memory(byte_view bytes, std::string_view name) noexcept {
    file_ref file;
    file.form_ = file_ref::form::memory;
    file.text_ = name;
    file.bytes_ = bytes;
    return file;
}

/// A file that is read from a source, which outlives its sending.
[[nodiscard]] inline file_ref
from_source(files::file_source& source, std::string_view name) noexcept {
    file_ref file;
    file.form_ = file_ref::form::source;
    file.text_ = name;
    file.target_ = &source;
    return file;
}

/// A file of unknown size that is read once, from a stream, which outlives its sending: the answer of another server, what a program makes.
/// Its name tells what it is, and details what else receivers see.
[[nodiscard]] inline file_ref
from_stream(files::stream_source& stream, std::string_view name) noexcept {
    file_ref file;
    file.form_ = file_ref::form::stream;
    file.text_ = name;
    file.target_ = &stream;
    return file;
}

static_assert(std::is_trivially_destructible_v<file_ref>);

} // namespace awaitgram
