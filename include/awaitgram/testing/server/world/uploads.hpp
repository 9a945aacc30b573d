// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The largest part of a file.
inline constexpr std::size_t largest_part = 512 * 1024;

/// Why a part was not taken; null when it was.
using part_problem = const char*;

/// A file whose parts are being sent: all parts have one size, but for the last one.
class upload {
public:
    explicit upload(bool big) : big_(big) {}

    [[nodiscard]] bool is_big() const noexcept { return big_; }
    [[nodiscard]] std::size_t held() const noexcept { return held_; }
    [[nodiscard]] std::int32_t total() const noexcept { return total_; }
    [[nodiscard]] const std::map<std::int32_t, byte_buffer>& parts() const noexcept {
        return parts_;
    }

    /// Takes a part. `total` is the number of all parts as the client says it: -1 for not known yet, 0 for files that are not big.
    part_problem add(std::int32_t number, std::int32_t total, byte_view bytes) {
        if (bytes.empty() && ends_empty_ && number == total && total == total_)
            return nullptr; // again: its answer was lost
        if (const auto* problem = problem_of_total(number, total, bytes.empty()))
            return problem;
        if (bytes.empty()) { // the end of a file of unknown size
            total_ = total;
            ends_empty_ = true;
            return nullptr;
        }
        const auto most = parts_.empty() ? 0 : parts_.rbegin()->first;
        const auto last = total > 0 ? number == total - 1 : total == 0 && number >= most;
        if (const auto* problem =
                last ? problem_of_last(number, most, bytes.size()) : problem_of_size(bytes.size()))
            return problem;
        if (total != 0)
            total_ = total;
        auto& place = parts_[number];
        held_ -= place.size();
        place.assign(bytes.begin(), bytes.end());
        held_ += place.size();
        return nullptr;
    }

    /// Loses a part; false when there is none with this number.
    bool lose(std::int32_t number) {
        const auto known = parts_.find(number);
        if (known == parts_.end())
            return false;
        held_ -= known->second.size();
        parts_.erase(known);
        return true;
    }

    std::int64_t used = 0; // seconds

private:
    /// Whether the number of parts agrees with what was said before. Those of a file of unknown size come one after another.
    [[nodiscard]] part_problem
    problem_of_total(std::int32_t number, std::int32_t total, bool empty) const {
        const auto next = static_cast<std::int32_t>(parts_.size());
        const auto streamed = total == -1 || total_ == -1;
        if (empty && (!streamed || total == -1))
            return "FILE_PART_EMPTY";
        if (!streamed)
            return total_ != 0 && total != total_ ? "FILE_PARTS_INVALID" : nullptr;
        if (total == -1 && total_ > 0)
            return "FILE_PARTS_INVALID";
        if (total > 0 && (empty ? number != total || total != next : number != total - 1))
            return "FILE_PARTS_INVALID";
        return number > next ? "FILE_PART_SIZE_INVALID" : nullptr;
    }

    part_problem problem_of_size(std::size_t size) {
        if (size % 1024 != 0 || largest_part % size != 0)
            return "FILE_PART_SIZE_INVALID";
        if (part_size_ != 0 && size != part_size_)
            return "FILE_PART_SIZE_CHANGED";
        const auto longer = std::any_of(parts_.begin(), parts_.end(), [size](const auto& each) {
            return each.second.size() > size;
        });
        if (longer)
            return "FILE_PART_SIZE_CHANGED";
        part_size_ = size;
        return nullptr;
    }

    part_problem problem_of_last(std::int32_t number, std::int32_t most, std::size_t size) {
        if (number > most && !parts_.empty()) // the last one before is none any more
            if (const auto* problem = problem_of_size(parts_.rbegin()->second.size()))
                return problem;
        return part_size_ != 0 && size > part_size_ ? "FILE_PART_SIZE_INVALID" : nullptr;
    }

    bool big_;
    std::int32_t total_ = 0;
    bool ends_empty_ = false;
    std::size_t part_size_ = 0; // 0 while it is not known
    std::size_t held_ = 0;
    std::map<std::int32_t, byte_buffer> parts_;
};

/// The files that accounts are sending. They are forgotten after an hour, or when too many bytes are held: the oldest first, but never the one
/// that just received a part.
class uploads {
public:
    static constexpr std::int64_t longest_kept = 3600;
    static constexpr std::size_t most_held = std::size_t{512} * 1024 * 1024;

    /// The upload of an account at a data centre, by the client's number for it; null when there is none.
    [[nodiscard]] upload* find(std::int64_t account, std::int32_t dc, std::int64_t file) {
        const auto known = uploads_.find({account, dc, file});
        return known == uploads_.end() ? nullptr : &known->second;
    }

    /// As `find`, but begins one.
    upload&
    open(std::int64_t account, std::int32_t dc, std::int64_t file, bool big, std::int64_t now) {
        std::erase_if(uploads_, [now](const auto& each) {
            return each.second.used + longest_kept < now;
        });
        auto& found = uploads_.try_emplace({account, dc, file}, big).first->second;
        found.used = now;
        last_[account] = {account, dc, file};
        return found;
    }

    /// Makes room after a part of an upload was taken; that one stays, however large it is.
    void make_room(const upload& kept) {
        const auto age = [&kept](const auto& each) {
            return &each.second == &kept ? std::numeric_limits<std::int64_t>::max()
                                         : each.second.used;
        };
        while (uploads_.size() > 1 && total_held() > most_held)
            uploads_.erase(std::min_element(
                uploads_.begin(),
                uploads_.end(),
                [&age](const auto& one, const auto& other) { return age(one) < age(other); }
            ));
    }

    /// Loses a part of what an account sent last; false when it has not sent it.
    bool lose(std::int64_t account, std::int32_t part) {
        const auto last = last_.find(account);
        const auto known = last == last_.end() ? uploads_.end() : uploads_.find(last->second);
        return known != uploads_.end() && known->second.lose(part);
    }

    [[nodiscard]] std::size_t total_held() const {
        std::size_t held = 0;
        for (const auto& [name, each] : uploads_)
            held += each.held();
        return held;
    }

private:
    using key = std::tuple<std::int64_t, std::int32_t, std::int64_t>;
    std::map<key, upload> uploads_;
    std::map<std::int64_t, key> last_; // by account
};

} // namespace awaitgram::testing
