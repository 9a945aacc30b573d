// expect: this type lacks an operation of awaitgram::session
// expect: same\.home_dc_id\(\).{1,3} (is|would be) invalid
// expect: same\.dc_option\(dc\).{1,3} (is|would be) invalid
// expect: storage\.set_home_dc_id\(dc\).{1,3} (is|would be) invalid
// expect: storage\.set_dc_option\(option\).{1,3} (is|would be) invalid
// expect: storage\.self\(\).{1,3} (is|would be) invalid
// expect: storage\.set_self\(user\).{1,3} (is|would be) invalid
// expect: storage\.salts\(dc\).{1,3} (is|would be) invalid
// expect: storage\.set_salts\(dc, salts\).{1,3} (is|would be) invalid
// expect: storage\.temporary_key\(dc\).{1,3} (is|would be) invalid
// expect: storage\.set_temporary_key\(dc, temporary\).{1,3} (is|would be) invalid
// expect: storage\.api_layer\(\).{1,3} (is|would be) invalid
// expect: storage\.set_api_layer\(layer\).{1,3} (is|would be) invalid
// expect: storage\.peer\(id\).{1,3} (is|would be) invalid
// expect: storage\.cache_peer\(info\).{1,3} (is|would be) invalid
// expect: storage\.updates_state\(\).{1,3} (is|would be) invalid
// expect: storage\.set_update_state\(step\).{1,3} (is|would be) invalid
// expect: storage\.set_primary_and_secondary\(primary, secondary\).{1,3} (is|would be) invalid
// expect: storage\.forget_channel\(channel\).{1,3} (is|would be) invalid
// expect: storage\.close\(\).{1,3} (is|would be) invalid
// SPDX-License-Identifier: MIT
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>

namespace ag = awaitgram;

// Sessions that each lack one operation, which the compiler has to name.
#ifdef AWAITGRAM_CORRECT
#define WITHOUT(operation) const ag::any_session without_##operation{ag::memory_session{}};
#else
#define WITHOUT(operation)                                                                         \
    struct lacks_##operation : ag::memory_session {                                                \
        void operation() = delete;                                                                 \
    };                                                                                             \
    const ag::any_session without_##operation{lacks_##operation{}};
#endif

WITHOUT(home_dc_id)
WITHOUT(dc_option)
WITHOUT(set_home_dc_id)
WITHOUT(set_dc_option)
WITHOUT(self)
WITHOUT(set_self)
WITHOUT(salts)
WITHOUT(set_salts)
WITHOUT(temporary_key)
WITHOUT(set_temporary_key)
WITHOUT(api_layer)
WITHOUT(set_api_layer)
WITHOUT(peer)
WITHOUT(cache_peer)
WITHOUT(updates_state)
WITHOUT(set_update_state)
WITHOUT(set_primary_and_secondary)
WITHOUT(forget_channel)
WITHOUT(close)
