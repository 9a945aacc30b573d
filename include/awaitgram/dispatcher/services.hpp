// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/update_context.hpp>

#include <map>
#include <typeindex>

namespace awaitgram {

/// What a dispatcher keeps beside the handlers, reached by events through their update_context.
class dispatch_services {
public:
    /// The values that handlers may ask for, by their type; see bot_base::provide.
    std::map<std::type_index, void*> provided{};
};

} // namespace awaitgram
