// expect: this type lacks an operation of awaitgram::session
// SPDX-License-Identifier: MIT
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>

namespace ag = awaitgram;

struct my_session {
    std::int32_t home_dc_id() const noexcept { return 2; }
};

#ifdef AWAITGRAM_CORRECT
const ag::any_session kept{ag::memory_session{}};
#else
const ag::any_session kept{my_session{}};
#endif
