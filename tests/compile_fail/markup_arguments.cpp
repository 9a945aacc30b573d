// expect: each_placeholder_needs_an_argument_and_each_argument_a_placeholder
// SPDX-License-Identifier: MIT
#include <awaitgram/text/text.hpp>

awaitgram::text greeting(const std::string& name) {
#ifdef AWAITGRAM_CORRECT
    return awaitgram::text::html("<b>{}</b>", name);
#else
    return awaitgram::text::html("<b>{}</b> and {}", name);
#endif
}
