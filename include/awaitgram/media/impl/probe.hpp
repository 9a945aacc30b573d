// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/probe_audio.hpp>
#include <awaitgram/media/detail/probe_heif.hpp>
#include <awaitgram/media/detail/probe_matroska.hpp>
#include <awaitgram/media/detail/probe_mp4.hpp>
#include <awaitgram/media/detail/probe_ogg.hpp>
#include <awaitgram/media/detail/probe_picture.hpp>
#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/probe.hpp>
#include <awaitgram/media/sniff.hpp>

namespace awaitgram::media {

AWAITGRAM_DECL file_facts probe(
    file_reader read, std::uint64_t size, std::string_view file_name, const probe_limits& limits
) {
    detail::probe_source in(read, size, limits);
    file_facts facts;
    facts.format = sniff(in.up_to(0, enough_to_sniff), file_name).format;
    switch (facts.format) {
    case file_format::mp4:
    case file_format::quicktime:
    case file_format::m4a:
    case file_format::three_gp:
        detail::mp4_probe(in, facts).run();
        break;
    case file_format::heic:
    case file_format::heif:
    case file_format::avif:
        detail::heif_probe(in, facts).run();
        break;
    case file_format::matroska:
    case file_format::webm:
        detail::matroska_probe(in, facts).run();
        break;
    case file_format::ogg_opus:
    case file_format::ogg_vorbis:
    case file_format::ogg_flac:
    case file_format::ogg_video:
    case file_format::ogg:
        detail::ogg_probe(in, facts).run();
        break;
    case file_format::mp3:
        detail::probe_mp3(in, facts);
        // FLAC, too, may be behind a tag.
        if (!facts.has_audio)
            detail::probe_flac(in, facts);
        break;
    case file_format::flac:
        detail::probe_flac(in, facts);
        break;
    case file_format::wav:
        detail::probe_wav(in, facts);
        break;
    case file_format::jpeg:
        detail::probe_jpeg(in, facts);
        break;
    case file_format::png:
        detail::probe_png(in, facts);
        break;
    case file_format::webp:
        detail::probe_webp(in, facts);
        break;
    case file_format::gif:
        detail::gif_probe(in, facts).run();
        break;
    case file_format::bmp:
        detail::probe_bmp(in, facts);
        break;
    default:
        break;
    }
    return facts;
}

} // namespace awaitgram::media
