// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/rpc/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

// Public files may come from a content delivery network. Its servers are trusted in nothing: they hold encrypted files without their keys,
// and what they send is compared with the hashes that Telegram's own data centre tells. Spec: https://core.telegram.org/cdn

namespace awaitgram::files {

/// Where a file is in a content delivery network, and how it is encrypted there.
struct cdn_place {
    std::int32_t dc = 0;
    tl::bytes token{};
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, 16> iv{};

    /// Nothing when it cannot be one.
    [[nodiscard]] static std::optional<cdn_place> of(const api::upload::fileCdnRedirect& told) {
        cdn_place place;
        if (told.encryption_key.size() != place.key.size() ||
            told.encryption_iv.size() != place.iv.size() || told.dc_id < 1)
            return std::nullopt;
        const auto key = told.encryption_key.view();
        const auto iv = told.encryption_iv.view();
        place.dc = told.dc_id;
        place.token = told.file_token;
        std::copy(key.begin(), key.end(), place.key.begin());
        std::copy(iv.begin(), iv.end(), place.iv.begin());
        return place;
    }
};

/// The counter of AES-256-CTR for `length` bytes from an offset on; nothing for an offset that has none.
///
/// Shape: `| iv (12) | offset / 16, big-endian (4) |`
[[nodiscard]] inline std::optional<std::array<std::uint8_t, 16>>
cdn_counter(std::array<std::uint8_t, 16> iv, std::int64_t offset, std::int64_t length) {
    constexpr std::int64_t block = 16;
    constexpr std::int64_t end = (std::int64_t{std::numeric_limits<std::uint32_t>::max()} + 1) * 16;
    if (offset < 0 || length < 0 || offset % block != 0 || offset >= end || length > end - offset)
        return std::nullopt;
    const auto number = static_cast<std::uint32_t>(offset / block);
    for (std::size_t at = 0; at != 4; ++at)
        iv[12 + at] = static_cast<std::uint8_t>(number >> (24 - 8 * at));
    return iv;
}

/// The largest request for the bytes from an offset on that upload.getCdnFile allows and that is not larger than what is wanted needs.
///
/// Shape: a power of two, 4 KiB to 512 KiB. `offset` is a multiple of 4 KiB, `end` is behind it.
[[nodiscard]] constexpr std::int32_t cdn_limit(std::int64_t offset, std::int64_t end) noexcept {
    constexpr std::int64_t largest = 512 * 1024;
    std::int64_t limit = 4096;
    while (limit < largest && offset % (2 * limit) == 0 && offset + limit < end)
        limit *= 2;
    return static_cast<std::int32_t>(limit);
}

/// The hashes of a file, as the account's own data centre told them, of ranges that need not be those of the parts.
///
/// Shape: SHA-256 of the file's bytes, decrypted.
class cdn_hashes {
public:
    /// `size` is that of the file, or below zero when it is unknown.
    explicit cdn_hashes(std::int64_t size) noexcept : size_(size) {}

    /// Takes the hashes that can be some and overlap no other: those that are here stay.
    void learn(const tl::vector<api::fileHash>& told) {
        for (const auto& each : told) {
            const auto possible = each.offset >= 0 && each.limit > 0 && each.limit <= longest &&
                                  each.offset <= farthest && each.hash.size() == hash{}.size();
            if (!possible || ranges_.size() == most || (size_ >= 0 && each.offset >= size_))
                continue;
            range entry;
            entry.end = each.offset + each.limit;
            if (size_ >= 0)
                entry.end = std::min(entry.end, size_);
            const auto after = ranges_.lower_bound(each.offset);
            if (after != ranges_.end() && after->first < entry.end)
                continue;
            if (after != ranges_.begin() && std::prev(after)->second.end > each.offset)
                continue;
            const auto bytes = each.hash.view();
            std::copy(bytes.begin(), bytes.end(), entry.expected.begin());
            ranges_.emplace_hint(after, each.offset, entry);
        }
    }

    /// The first byte from `from` on that no hash covers, or `to` when it comes first.
    [[nodiscard]] std::int64_t covered_to(std::int64_t from, std::int64_t to) const {
        while (from < to) {
            const auto of = covering(from);
            if (of == ranges_.end())
                return from;
            from = of->second.end;
        }
        return to;
    }

    struct extent {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };

    /// The bytes that are needed to check those between `from` and `to`, which are covered.
    [[nodiscard]] extent around(std::int64_t from, std::int64_t to) const {
        extent all{from, to};
        if (const auto first = covering(from); first != ranges_.end())
            all.from = first->first;
        if (const auto last = covering(to - 1); last != ranges_.end())
            all.to = last->second.end;
        return all;
    }

    /// Whether `bytes`, which begin at `position`, are the file's, all of them: every hash that concerns one of them lies inside and is
    /// right.
    [[nodiscard]] bool verify(std::int64_t position, byte_view bytes) const {
        const auto end = position + static_cast<std::int64_t>(bytes.size());
        auto checked = position;
        for (auto each = ranges_.find(position); checked < end; ++each) {
            if (each == ranges_.end() || each->first != checked || each->second.end > end)
                return false;
            const auto part = bytes.subspan(
                static_cast<std::size_t>(checked - position),
                static_cast<std::size_t>(each->second.end - checked)
            );
            if (crypto::sha256({part}) != each->second.expected)
                return false;
            checked = each->second.end;
        }
        return true;
    }

private:
    using hash = std::array<std::uint8_t, 32>;
    struct range {
        std::int64_t end = 0;
        hash expected{};
    };
    using range_map = std::map<std::int64_t, range>;

    /// No range that is checked at once is longer, and no file has bytes behind that.
    static constexpr std::int64_t longest = 1024 * 1024;
    static constexpr std::int64_t farthest = std::int64_t{1} << 40;
    static constexpr std::size_t most = 100'000;

    /// The range in which a byte is.
    [[nodiscard]] range_map::const_iterator covering(std::int64_t position) const {
        auto of = ranges_.upper_bound(position);
        if (of == ranges_.begin())
            return ranges_.end();
        --of;
        return of->second.end > position ? of : ranges_.end();
    }

    std::int64_t size_;
    range_map ranges_{}; // by their first byte
};

/// What a download does when a part did not come from a content delivery network.
enum class cdn_step {
    /// It asks there again.
    repeat,
    /// It asks the account's own data centre, which may name another place.
    new_place,
    /// It asks the account's own data centre for this part alone.
    skip,
    /// It asks the account's own data centre for all that is left.
    give_up,
};

/// Decides how often a download tries a content delivery network, which may lie and fail without an end, before it does without.
class cdn_policy {
public:
    /// How often one part is asked for at one place.
    static constexpr int most_tries = 4;
    /// How often hashes are asked for, for one part.
    static constexpr int most_hash_requests = 64;

    /// Whether the account's own data centre may name a place.
    [[nodiscard]] bool follows() const noexcept { return !given_up_; }

    /// It has named another place. Whether the download goes there.
    [[nodiscard]] bool go() noexcept {
        constexpr auto most_places = 3;
        given_up_ = given_up_ || ++places_ > most_places;
        return !given_up_;
    }

    void give_up() noexcept { given_up_ = true; }

    /// What to do about a refusal, of the network or of a request about it.
    [[nodiscard]] static cdn_step on(const rpc_error& refusal) noexcept {
        if (refusal.is_named("FILE_TOKEN_INVALID"))
            return cdn_step::new_place;
        // Another part has had the file sent there.
        if (refusal.is_named("REQUEST_TOKEN_INVALID"))
            return cdn_step::repeat;
        return cdn_step::give_up;
    }

private:
    int places_ = 0;
    bool given_up_ = false;
};

} // namespace awaitgram::files
