package io.penstock.exchange;

import io.penstock.dialect.AnswerProbe;

/**
 * How an answer is to be looked at.
 *
 * @param probe asked of it on its way
 * @param cutsUsage whether the usage event of a stream goes no further, since the gateway alone asked for it
 */
record AnswerPlan(AnswerProbe probe, boolean cutsUsage) {}
