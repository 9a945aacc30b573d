// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/errc.hpp>

#include <cstdint>
#include <limits>
#include <system_error>

namespace awaitgram::detail {

/// Counts the rounds of a request that is repeated until its answer says that nothing is left to do.
class rounds {
public:
    /// So many rounds in a row may do nothing, and so many there may be at all.
    static constexpr int most_useless = 20;
    static constexpr int most = 100'000;

    /// Whether another round is needed. `offset` is what the answer says is left, which falls from round to round, and `changed` how many
    /// changes were made.
    ///
    /// Errors: rpc::errc::no_progress when the server keeps asking for more and nothing gets done.
    [[nodiscard]] bool again_after(std::int32_t offset, std::int32_t changed) {
        if (offset <= 0)
            return false;
        useless_ = offset < lowest_ || changed > 0 ? 0 : useless_ + 1;
        if (offset < lowest_)
            lowest_ = offset;
        if (useless_ == most_useless || ++count_ == most)
            throw std::system_error(make_error_code(rpc::errc::no_progress));
        return true;
    }
    template <class Affected>
    [[nodiscard]] bool again_after(const Affected& answer) {
        return again_after(answer.offset, answer.pts_count);
    }

private:
    std::int32_t lowest_ = std::numeric_limits<std::int32_t>::max();
    int useless_ = 0;
    int count_ = 0;
};

} // namespace awaitgram::detail
