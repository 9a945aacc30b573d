// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server/world/transfer_speed.hpp>
#include <awaitgram/testing/server/world/uploads.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Bytes that copies share.
using shared_bytes = std::shared_ptr<const byte_buffer>;

/// One size of a picture, by the letter that Telegram gives it.
struct stored_size {
    std::string letter{};
    std::int32_t width{};
    std::int32_t height{};
    shared_bytes bytes{};
};

/// A photo or a document.
struct stored_file {
    std::int64_t id{};
    /// The data centre where it can be fetched.
    std::int32_t dc{};
    std::int32_t date{};
    bool photo{};
    /// The document; empty for a photo.
    shared_bytes bytes{};
    std::string mime{};
    tl::vector<api::DocumentAttribute> attributes{};
    /// The sizes of a photo, or the thumbnails of a document: the largest one last.
    std::vector<stored_size> sizes{};
    /// References from before it was moved to another period have expired.
    std::int32_t period{};
};

/// Where an account has a file from: a message of a chat, or a chat with its photo, whose message is 0.
struct file_origin {
    std::int64_t dialog{};
    std::int32_t message{};
};

/// What a reference to a file is worth.
enum class reference_state { valid, empty, expired, invalid };

/// All files that messages, accounts and chats show, and those that are being sent.
///
/// A reference is good for one account and one file, and says where the account has the file from:
///
///     | period (4) | dialog (8) | message (4) | signature (16) |
class file_store {
public:
    /// `secret` signs references.
    explicit file_store(std::array<std::uint8_t, 32> secret) : secret_(secret) {}

    [[nodiscard]] uploads& incoming() noexcept { return uploads_; }
    [[nodiscard]] transfer_speed& speed() noexcept { return speed_; }

    /// The data centre where new files live, if the test has said so.
    [[nodiscard]] std::optional<std::int32_t> home() const noexcept { return home_; }
    void live_at(std::int32_t dc) noexcept { home_ = dc; }

    [[nodiscard]] const stored_file* find(std::int64_t id) const {
        const auto known = files_.find(id);
        return known == files_.end() ? nullptr : &known->second;
    }
    [[nodiscard]] stored_file* find(std::int64_t id) {
        return const_cast<stored_file*>(std::as_const(*this).find(id));
    }
    /// Keeps a file and gives it an id.
    const stored_file& add(stored_file file) {
        file.id = next_id_++;
        file.period = period_;
        return files_.emplace(file.id, std::move(file)).first->second;
    }

    /// All references so far have expired from now on.
    void expire_references() {
        ++period_;
        for (auto& [id, file] : files_)
            file.period = period_;
    }

    [[nodiscard]] tl::bytes
    reference(std::int64_t viewer, const stored_file& file, const file_origin& origin) const {
        byte_buffer written;
        append_le(written, file.period);
        append_le(written, origin.dialog);
        append_le(written, origin.message);
        append(written, signature(viewer, file.id, written));
        return tl::bytes{byte_view{written}};
    }

    [[nodiscard]] reference_state
    check(std::int64_t viewer, const stored_file& file, byte_view reference) const {
        constexpr std::size_t signed_size = 16;
        if (reference.empty())
            return reference_state::empty;
        if (reference.size() != 2 * signed_size)
            return reference_state::invalid;
        const auto known = signature(viewer, file.id, reference.first(signed_size));
        if (to_hex(known) != to_hex(reference.subspan(signed_size)))
            return reference_state::invalid;
        return load_le<std::int32_t>(reference.data()) == file.period ? reference_state::valid
                                                                      : reference_state::expired;
    }

private:
    [[nodiscard]] byte_buffer
    signature(std::int64_t viewer, std::int64_t file, byte_view written) const {
        std::uint8_t of[16];
        store_le(of, viewer);
        store_le(of + 8, file);
        const auto hash = crypto::sha256({secret_, of, written});
        return {hash.begin(), hash.begin() + 16};
    }

    std::array<std::uint8_t, 32> secret_;
    std::map<std::int64_t, stored_file> files_;
    uploads uploads_;
    transfer_speed speed_;
    std::optional<std::int32_t> home_;
    std::int64_t next_id_ = 5'000'000'000'000'001;
    std::int32_t period_ = 1;
};

} // namespace awaitgram::testing
