// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <utility>

namespace awaitgram::detail {

/// `invokeWithLayer` and `initConnection` up to the inner query.
[[nodiscard]] inline byte_buffer prefix_of(api::initConnection<tl::encoded_query> about) {
    api::invokeWithLayer<api::initConnection<tl::encoded_query>> wrapped;
    wrapped.layer = api::layer;
    wrapped.query = std::move(about);
    const std::uint32_t placeholder = 0;
    wrapped.query.query =
        tl::encoded_query{bytes_of({reinterpret_cast<const char*>(&placeholder), 4})};
    auto init_prefix = tl::encoded(wrapped);
    init_prefix.resize(init_prefix.size() - sizeof placeholder);
    return init_prefix;
}

[[nodiscard]] inline byte_buffer init_prefix_for(const client_config& configuration) {
    api::initConnection<tl::encoded_query> about;
    about.api_id = configuration.api_id;
    about.device_model = configuration.device_model;
    about.system_version = configuration.system_version;
    about.app_version = configuration.app_version;
    about.system_lang_code = configuration.system_lang_code;
    about.lang_code = configuration.lang_code;
    return prefix_of(std::move(about));
}

/// The same for content delivery networks, which learn nothing of the device.
[[nodiscard]] inline byte_buffer cdn_init_prefix_for(const client_config& configuration) {
    api::initConnection<tl::encoded_query> about;
    about.api_id = configuration.api_id;
    about.device_model = "n/a";
    about.system_version = "n/a";
    about.app_version = "n/a";
    about.system_lang_code = "en";
    about.lang_code = "en";
    return prefix_of(std::move(about));
}

} // namespace awaitgram::detail
