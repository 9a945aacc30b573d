// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/frame.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram::files::detail {

/// The encoded request that stores a part. Its bytes are read where they are sent from.
template <class Request>
class part_request {
public:
    /// `bytes` of the request are empty.
    part_request(Request request, std::shared_ptr<byte_buffer> memory, std::size_t size)
        : request_(std::move(request)), memory_(std::move(memory)), size_(size) {
        // The bytes are the last member, and empty: four zeros.
        auto head = tl::encoded(request_);
        head.resize(head.size() - 4);
        if (size < 254)
            head.push_back(static_cast<std::uint8_t>(size));
        else
            append_le(head, static_cast<std::uint32_t>(size << 8 | 254));
        start_ = head.size();
        memory_->resize((start_ + size + 3) / 4 * 4);
        std::copy(head.begin(), head.end(), memory_->begin());
        const auto end = memory_->begin() + static_cast<std::ptrdiff_t>(start_ + size);
        std::fill(end, memory_->end(), std::uint8_t{0});
    }

    /// Of the part, to be filled.
    [[nodiscard]] byte_span bytes() noexcept { return byte_span{*memory_}.subspan(start_, size_); }

    [[nodiscard]] const Request& about() const noexcept { return request_; }
    [[nodiscard]] tl::frame body() const { return {memory_, byte_view{*memory_}}; }
    [[nodiscard]] std::shared_ptr<byte_buffer> memory() && noexcept { return std::move(memory_); }

private:
    Request request_;
    std::shared_ptr<byte_buffer> memory_;
    std::size_t start_ = 0;
    std::size_t size_;
};

} // namespace awaitgram::files::detail
