// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/progress.hpp>
#include <awaitgram/media/error.hpp>
#include <awaitgram/media/file_id.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/media/waveform.hpp>
#include <awaitgram/methods/media_options.hpp>
#include <awaitgram/methods/media_ref.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

// Files to send with all that the caller owned.

namespace awaitgram::detail {

[[noreturn]] inline void refuse_media(media::media_errc code) {
    throw std::system_error(make_error_code(code));
}

/// The value, or the error thrown.
template <class T>
[[nodiscard]] T value_or_throw(result<T, media::media_errc> found) {
    if (!found)
        refuse_media(found.error());
    return *std::move(found);
}

/// What is sent for a file id of the Bot API.
[[nodiscard]] inline api::InputMedia media_of_id(const media::file_id& id, media_kind kind) {
    if (id.is_web())
        return kind == media_kind::photo ? photo_at(id.url) : document_at(id.url);
    if (media::is_photo(id.type)) {
        api::inputMediaPhoto photo{};
        photo.id = value_or_throw(media::input_photo_of(id));
        return photo;
    }
    api::inputMediaDocument file{};
    file.id = value_or_throw(media::input_document_of(id));
    return file;
}

/// How requests refer to a document.
[[nodiscard]] inline api::inputDocument input_document(const api::document& document) {
    api::inputDocument input{};
    input.id = document.id;
    input.access_hash = document.access_hash;
    input.file_reference = document.file_reference;
    return input;
}

/// What is sent for a document that Telegram has.
[[nodiscard]] inline api::InputMedia media_of_document(const api::document& document) {
    api::inputMediaDocument media{};
    media.id = input_document(document);
    return media;
}

/// A file as the caller named it; bytes and sources stay with the caller.
struct owned_file {
    owned_file() = default;
    owned_file(const file_ref& file, media_kind kind)
        : form(file.what()), text(file.text()), bytes(file.bytes()) {
        switch (form) {
        case file_ref::form::source:
            source = file.source();
            break;
        case file_ref::form::stream:
            stream = file.stream();
            break;
        case file_ref::form::received:
            ready = media_ref{media_view{file.received()}}.input();
            break;
        case file_ref::form::document:
            ready = media_of_document(*file.document());
            break;
        case file_ref::form::raw:
            ready = *file.raw();
            if (ready.empty())
                throw std::logic_error("awaitgram: no media to send");
            break;
        case file_ref::form::id:
            ready = media_of_id(*file.id(), kind);
            break;
        case file_ref::form::address:
            ready = kind == media_kind::photo ? photo_at(text) : document_at(text);
            break;
        case file_ref::form::none:
        case file_ref::form::path:
        case file_ref::form::memory:
            break;
        }
        const auto is_photo =
            ready.is<api::inputMediaPhoto>() || ready.is<api::inputMediaPhotoExternal>();
        const auto is_document =
            ready.is<api::inputMediaDocument>() || ready.is<api::inputMediaDocumentExternal>();
        if (kind == media_kind::photo ? is_document : is_photo)
            refuse_media(
                kind == media_kind::photo ? media::media_errc::not_a_photo
                                          : media::media_errc::not_a_document
            );
    }

    [[nodiscard]] bool given() const noexcept { return form != file_ref::form::none; }
    /// Whether Telegram has it, or fetches it.
    [[nodiscard]] bool is_ready() const noexcept { return !ready.empty(); }

    file_ref::form form = file_ref::form::none;
    /// A path, or a name.
    std::string text{};
    byte_view bytes{};
    files::file_source* source = nullptr;
    files::stream_source* stream = nullptr;
    api::InputMedia ready{};
};

/// A file and what is shown with it.
struct owned_media {
    owned_media(
        media_kind shown_as,
        const file_ref& from,
        const file_details& details,
        files::progress_ref told,
        bool covered,
        std::chrono::seconds lifetime
    )
        : kind(shown_as), file(from, shown_as), thumbnail(details.thumbnail, media_kind::photo),
          cover(details.cover, media_kind::photo), name(details.name), mime(details.mime_type),
          title(details.title), performer(details.performer), emoji(details.emoji),
          waveform(
              details.waveform.empty() ? byte_buffer{} : media::pack_waveform(details.waveform)
          ),
          width(details.width), height(details.height), duration(details.duration),
          start_at(details.start_at), self_destruct(lifetime), progress(told), spoiler(covered) {
        if (!file.given())
            throw std::logic_error("awaitgram: no file to send");
        if (cover.given() && kind != media_kind::video)
            throw std::logic_error("awaitgram: videos alone have covers");
        if (thumbnail.is_ready())
            throw std::logic_error("awaitgram: a thumbnail is a path, bytes or a source");
    }
    owned_media(media_kind shown_as, const file_ref& from, const media_options& options)
        : owned_media(
              shown_as,
              from,
              options.details,
              options.progress,
              options.spoiler,
              options.self_destruct
          ) {
        resume = options.resume;
        reuse = options.reuse;
    }
    explicit owned_media(const attachment& attached)
        : owned_media(
              attached.kind(),
              attached.file(),
              attached.options().details,
              attached.options().progress,
              attached.options().spoiler,
              attached.options().self_destruct
          ) {
        resume = attached.options().resume;
        reuse = attached.options().reuse;
    }

    media_kind kind;
    owned_file file;
    owned_file thumbnail;
    owned_file cover;
    std::string name;
    std::string mime;
    std::string title;
    std::string performer;
    std::string emoji;
    byte_buffer waveform;
    std::int32_t width;
    std::int32_t height;
    std::chrono::milliseconds duration;
    std::chrono::seconds start_at;
    std::chrono::seconds self_destruct;
    files::progress_ref progress;
    files::transfer_store* resume = nullptr;
    files::transfer_store* reuse = nullptr;
    bool spoiler;
    /// Whether Telegram takes it in small parts, whatever its size.
    bool small = kind == media_kind::photo || kind == media_kind::video_note;
};

} // namespace awaitgram::detail
