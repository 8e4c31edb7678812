package io.penstock.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.penstock.telemetry.AccessRecord;

/**
 * What an attempt takes from its exchange.
 *
 * @param id of the exchange
 * @param alloc where buffers come from
 * @param record told of the target
 */
record AttemptContext(String id, ByteBufAllocator alloc, AccessRecord record) {}
