// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/methods/detail/owned_media.hpp>
#include <awaitgram/methods/media_ref.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/media.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// A hash of several values, each of which is told from the next one.
class hash_of_all {
public:
    void add(byte_view bytes) {
        std::array<std::uint8_t, 8> size{};
        store_le(size.data(), static_cast<std::uint64_t>(bytes.size()));
        so_far_ = crypto::sha256({so_far_, size, bytes});
    }
    void add(const std::string& text) { add(bytes_of(text)); }
    void add(std::int64_t number) {
        std::array<std::uint8_t, 8> bytes{};
        store_le(bytes.data(), number);
        add(byte_view{bytes});
    }
    [[nodiscard]] std::string hex() const { return to_hex(so_far_); }

private:
    std::array<std::uint8_t, 32> so_far_{};
};

/// What Telegram has made of a file, under a key of its content and of all that is shown with it. It is of one account.
class sent_media {
public:
    sent_media(files::transfer_store& store, const owned_media& made, std::int64_t account)
        : store_(store) {
        hash_.add(account);
        for (const auto number :
             {static_cast<std::int64_t>(made.kind),
              std::int64_t{made.width},
              std::int64_t{made.height},
              std::int64_t{made.duration.count()},
              std::int64_t{made.start_at.count()}})
            hash_.add(number);
        for (const auto* text : {&made.name, &made.mime, &made.title, &made.performer, &made.emoji})
            hash_.add(*text);
        hash_.add(byte_view{made.waveform});
    }

    /// Whether a refusal means that Telegram does not have it any more.
    [[nodiscard]] static bool is_gone(const rpc_error& refusal) {
        const auto name = refusal.name();
        const auto about = {"FILE_", "MEDIA_", "PHOTO_", "DOCUMENT_"};
        return refusal.code() == 400 && std::any_of(about.begin(), about.end(), [name](auto of) {
                   return name.starts_with(of);
               });
    }

    /// Reads the whole file. Nothing when Telegram has made nothing of it yet.
    [[nodiscard]] awaitable<api::InputMedia>
    find(files::file_source& source, const std::string& shown_name) {
        constexpr std::int64_t block = 512 * 1024;
        hash_.add(shown_name);
        byte_buffer bytes;
        for (std::int64_t at = 0; at < source.size(); at += block) {
            bytes.resize(static_cast<std::size_t>(std::min(block, source.size() - at)));
            auto reading = source.read(at, bytes);
            co_await std::move(reading);
            stop_flag stop;
            unique_function<void()> work = [this, &bytes] { hash_.add(byte_view{bytes}); };
            co_await offload(stop, std::move(work));
        }
        key_ = "sent-" + hash_.hex();
        auto loading = store_.load(key_);
        const auto known = co_await std::move(loading);
        api::InputMedia media;
        if (known) {
            const auto decoded = tl::decode<api::InputMedia>(tl::frame::copy_of(*known));
            if (decoded)
                media = **decoded;
        }
        co_return media;
    }

    /// Keeps it for the next time. That this fails does not undo what was sent.
    [[nodiscard]] awaitable<void> keep(const api::MessageMedia& made) {
        try {
            const auto media = media_ref{media_view{&made}}.input();
            if (!media.is<api::inputMediaPhoto>() && !media.is<api::inputMediaDocument>())
                co_return;
            auto saving = store_.save(key_, tl::encoded(media));
            co_await std::move(saving);
        } catch (const std::exception&) {
            // Then it is uploaded again.
        }
    }

    [[nodiscard]] awaitable<void> forget() { return store_.remove(key_); }

private:
    files::transfer_store& store_;
    hash_of_all hash_{};
    std::string key_{};
};

} // namespace awaitgram::detail
